// Sends chosen or dragged files in parts, so that a lost line or a closed page loses one part at most. The server keeps
// how far each file came; nothing is kept in the browser. Without this file the form sends everything at once.
(() => {
  const PART = 4 * 1024 * 1024; // bytes; the server seals pieces of one megabyte
  const FIRST_WAIT = 1000, LONGEST_WAIT = 30000; // milliseconds
  const PROGRAMS = /(^|\/)(\.[^/]*|autorun\.inf|thumbs\.db|desktop\.ini|[^/]*\.(exe|dll|msi|bat|cab|jar|ocx|lnk|chm))$/i;

  const form = document.querySelector("form[data-sending]");
  const list = document.querySelector("[data-sending-list]");
  if (!form || !list) return;
  const token = form.querySelector("[name=csrfmiddlewaretoken]").value;
  const waiting = [];
  let busy = false;

  const say = (code, values = {}) => {
    const words = document.querySelector(`[data-said="${code}"]`)?.dataset.words ?? code;
    return words.replace(/\{(\w+)\}/g, (_, key) => values[key] ?? "");
  };
  const size = (bytes) => (bytes < 1e6 ? `${Math.max(1, Math.round(bytes / 1e3))} kB` : `${(bytes / 1e6).toFixed(1)} MB`);
  const pause = (time) => new Promise((go) => {
    const timer = setTimeout(go, time);
    window.addEventListener("online", () => { clearTimeout(timer); go(); }, { once: true });
  });
  const line = (name) => {
    const part = document.createElement("p"), words = part.appendChild(document.createElement("span"));
    const bar = document.createElement("progress");
    bar.setAttribute("aria-label", name);
    list.hidden = false;
    list.append(part);
    return {
      tell: (said) => { words.textContent = said; },
      bar: (value) => { bar.value = value; if (!bar.isConnected) part.append(bar); },
      end: (said) => { words.textContent = said; bar.remove(); },
    };
  };
  const ask = (address, options = {}) => fetch(address, {
    redirect: "error", ...options, headers: { "X-CSRFToken": token, "HX-Request": "true", ...options.headers },
  });

  class Refused extends Error {}

  // One request; where the line is lost or somebody is signed out it says so, waits, and gives null.
  async function attempt(shown, state, request) {
    try {
      const answer = await request();
      if (answer.status === 422) throw new Refused((await answer.json()).refused);
      if (answer.status === 401) shown.tell(say("signed_out"));
      else if (answer.status < 500 && answer.status !== 423 && answer.status !== 429) { state.wait = FIRST_WAIT; return answer; }
    } catch (error) {
      if (error instanceof Refused) throw error;
      shown.tell(say("offline"));
    }
    await pause(state.wait);
    state.wait = Math.min(state.wait * 2, LONGEST_WAIT);
    return null;
  }

  async function begin({ file, where }, shown, state) {
    const told = new URLSearchParams({ name: file.name, where, size: file.size, changed: file.lastModified });
    for (;;) {
      const answer = await attempt(shown, state, () => ask(form.dataset.sending, { method: "POST", body: told }));
      if (answer?.ok) return answer.json();
      if (answer) throw new Refused(answer.status === 404 ? "closed" : "failed");
    }
  }

  async function send(one, shown) {
    const { file } = one, state = { wait: FIRST_WAIT };
    let { address, offset } = await begin(one, shown, state);
    for (;;) {
      shown.tell(say("sending", { name: file.name, arrived: size(offset), size: size(file.size) }));
      shown.bar(offset / file.size);
      let part;
      try { part = await file.slice(offset, offset + PART).arrayBuffer(); } catch { throw new Refused("gone"); }
      const headers = { "Content-Type": "application/offset+octet-stream", "Upload-Offset": String(offset) };
      let answer = await attempt(shown, state, () => ask(address, { method: "POST", headers, body: part }));
      if (!answer) {
        answer = await attempt(shown, state, () => ask(address, { method: "HEAD" }));
        if (answer?.ok) { offset = Number(answer.headers.get("Upload-Offset")); continue; }
        if (!answer) continue;
      }
      if (answer.status === 404) ({ address, offset } = await begin(one, shown, state));
      else if (answer.status === 409) ({ offset } = await answer.json());
      else if (!answer.ok) throw new Refused("failed");
      else {
        const told = await answer.json();
        if (told.taken) return told.taken;
        offset = told.offset;
      }
    }
  }

  async function work() {
    if (busy) return;
    busy = true;
    for (let one = waiting.shift(); one; one = waiting.shift()) {
      let code;
      try { code = await send(one, one.shown); } catch (error) { code = error instanceof Refused ? error.message : "failed"; }
      one.shown.end(say(code, { name: one.file.name }));
    }
    busy = false;
    htmx.ajax("GET", location.pathname, { target: "#records", select: "#records", swap: "outerHTML" });
  }

  // `files`: [File, the place in its folder]
  function take(files) {
    const ours = files.filter(([file, where]) => !(where.includes("/") && PROGRAMS.test(where || file.name)));
    document.getElementById("unfinished")?.closest("section").remove();
    if (ours.length < files.length) line("").tell(say("left_out", { count: files.length - ours.length }));
    for (const [file, where] of ours) {
      const shown = line(file.name);
      shown.tell(say("sending", { name: file.name, arrived: size(0), size: size(file.size) }));
      waiting.push({ file, where, shown });
    }
    work();
  }

  async function inside(entry) {
    if (entry.isFile) return [[await new Promise((give, fail) => entry.file(give, fail)), entry.fullPath.slice(1)]];
    const reader = entry.createReader(), found = [];
    for (;;) {
      const some = await new Promise((give, fail) => reader.readEntries(give, fail)); // a hundred at a time
      if (!some.length) return found;
      for (const one of some) found.push(...await inside(one));
    }
  }

  form.addEventListener("submit", (event) => {
    const inputs = [...form.querySelectorAll("input[type=file]")];
    const chosen = inputs.flatMap((input) => [...input.files].map((file) => [file, file.webkitRelativePath || ""]));
    if (!chosen.length && !busy) return; // the server says that no file was chosen
    event.preventDefault(); // also at a second click, while what was chosen is being sent
    if (!chosen.length) return;
    form.reset();
    take(chosen);
  });
  for (const kind of ["dragover", "dragleave", "drop"]) {
    document.addEventListener(kind, async (event) => {
      if (![...(event.dataTransfer?.types ?? [])].includes("Files")) return;
      event.preventDefault();
      form.classList.toggle("c-over", kind === "dragover");
      if (kind !== "drop") return;
      const entries = [...event.dataTransfer.items].map((item) => item.webkitGetAsEntry?.()).filter(Boolean);
      const files = [...event.dataTransfer.files].map((file) => [file, ""]);
      take(entries.length ? (await Promise.all(entries.map(inside))).flat() : files);
    });
  }
  window.addEventListener("beforeunload", (event) => { if (busy) event.preventDefault(); });
})();
