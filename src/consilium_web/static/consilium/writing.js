// Forms that save themselves (`data-writing`): says what is not saved, tries again, and warns before words are lost.
// The words stay in the page only: nothing is kept in the browser's storage.
(() => {
  const RETRY = 5000; // milliseconds
  let typed = 0, sent = 0, kept = 0, leaving = false, failed = "", saving = false, going = null;

  const form = () => document.querySelector("form[data-writing]");
  const tell = (what) => {
    failed = what;
    for (const notice of document.querySelectorAll("[data-unsaved]")) notice.hidden = notice.dataset.unsaved !== what;
    if (what) document.getElementById("saved")?.replaceChildren();
  };
  const again = () => { if (failed && form()) htmx.trigger(form(), "again"); };

  document.addEventListener("input", (event) => {
    if (event.target.closest("form[data-writing]")) typed += 1;
  });
  document.addEventListener("submit", (event) => {
    if (!event.target.matches("form[data-writing]")) return;
    leaving = !saving;
    if (!saving) return;
    event.preventDefault(); // what is on its way would make this one look like another window's
    going = { by: event.submitter };
  });
  document.addEventListener("htmx:beforeRequest", (event) => {
    if (event.detail.elt === form()) { sent = typed; saving = true; }
  });
  document.addEventListener("htmx:afterRequest", (event) => {
    if (event.detail.elt !== form()) return;
    const status = event.detail.xhr.status, by = going?.by;
    const goes = going && status;
    saving = false;
    going = null;
    if (goes) form().requestSubmit(by);
    if (!status) return tell("offline");
    if (status === 401) return tell("signed-out");
    if (status !== 200) return tell("failed");
    tell("");
    if (document.getElementById("id_version")?.dataset.kept === "saved") kept = sent;
  });
  window.addEventListener("online", again);
  window.setInterval(again, RETRY);
  window.addEventListener("beforeunload", (event) => {
    if (!leaving && typed > kept) event.preventDefault();
    leaving = false;
  });
})();
