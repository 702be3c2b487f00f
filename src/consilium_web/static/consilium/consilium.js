// Everything on the site works without this file. It only tells the style sheet that scripts run.
document.documentElement.classList.add("scripted");
