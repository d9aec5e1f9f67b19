// All of the portal works without this file. It only tells more, sooner. Settings of htmx: base.html.
"use strict";

// == Textareas that count: <p data-counter-for="id" data-most="2000" data-text="{n} of {most} characters"> ==
function count(hint) {
  const field = document.getElementById(hint.dataset.counterFor);
  if (!field) return;
  const most = Number(hint.dataset.most);
  const write = new Intl.NumberFormat(document.documentElement.lang);
  const tell = () => {
    const found = hint.dataset.unit === "words" ? field.value.match(/\S+/g) || [] : [...field.value];
    const n = found.length;
    hint.textContent = hint.dataset.text.replace("{n}", write.format(n)).replace("{most}", write.format(most));
    hint.classList.toggle("error", n > most);
    if (n > most * 0.9) hint.setAttribute("role", "status");
    else hint.removeAttribute("role");
  };
  field.addEventListener("input", tell);
  tell();
}

const countAll = (root) => root.querySelectorAll("[data-counter-for]").forEach(count);
countAll(document);

// == A form is sent once, even if pressed twice ==
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented || form.hasAttribute("hx-post") || form.method !== "post") return;
  if (form.dataset.sent) event.preventDefault();
  form.dataset.sent = "yes";
  setTimeout(() => delete form.dataset.sent, 4000);
});
addEventListener("pageshow", () => {
  for (const form of document.forms) delete form.dataset.sent;
});

// == htmx ==
// After a swap the reader goes where the news is: to the faults of a form, or to what asks for focus.
document.addEventListener("htmx:afterSettle", (event) => {
  const place = event.detail.elt;
  const wanted = ".errors, [data-focus]";
  const news = place.matches?.(wanted) ? place : place.querySelector?.(wanted);
  if (news) {
    if (!news.matches("a, button, input, select, textarea")) news.tabIndex = -1;
    news.focus();
  }
});

document.addEventListener("htmx:load", (event) => countAll(event.detail.elt));

// A whole page came back (the sign-in page, say): go there instead of nesting it.
document.addEventListener("htmx:beforeSwap", (event) => {
  const { xhr } = event.detail;
  if (!/^\s*<!doctype/i.test(xhr.responseText || "") || event.detail.requestConfig.elt.closest("[hx-select]")) return;
  event.detail.shouldSwap = false;
  if (xhr.status < 400) location.assign(xhr.responseURL);
});

// The portal did not answer, or answered with a fault: say so beside what was pressed.
function failed(event) {
  const { elt, xhr } = event.detail;
  const words = document.getElementById("fault-words");
  if (!words || document.body.dataset.leaving) return;
  elt.parentElement.querySelector(":scope > .is-fault")?.remove();
  const notice = words.content.firstElementChild.cloneNode(true);
  const kind = xhr?.status === 429 ? "later" : xhr?.status === 403 ? "again" : "fault";
  notice.textContent = notice.dataset[kind];
  elt.after(notice);
  notice.focus();
}
document.addEventListener("htmx:responseError", failed);
document.addEventListener("htmx:sendError", failed);
document.addEventListener("htmx:timeout", failed);
addEventListener("beforeunload", () => (document.body.dataset.leaving = "yes"));
