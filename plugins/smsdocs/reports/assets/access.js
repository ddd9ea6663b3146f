// Makes what the theme does with labels and hidden boxes work with the keyboard, and names it for those who listen.
// Without it the site is the theme's: read, searched and clicked as ever.
(function () {
  var switches = "label.md-header__button[for=__drawer], label.md-header__button[for=__search], "
    + ".md-nav--primary label[for^=__nav_], .md-nav--primary label.md-nav__link[for=__toc], "
    + ".md-nav--primary label.md-nav__title[for=__toc]";

  function box(label) { return document.getElementById(label.htmlFor); }

  function nameOf(label) {
    if (label.htmlFor === "__drawer") return document.querySelector(".md-nav--primary").getAttribute("aria-label");
    if (label.htmlFor === "__search") return document.querySelector(".md-search__input").getAttribute("aria-label");
    var title = document.getElementById(label.htmlFor + "_title") || label;
    return title.textContent.trim();
  }

  // A label that opens something is replaced by a button that says whether it is open. It keeps the address of the
  // box, by which the theme's styles know it.
  function makeButton(label) {
    var toggle = box(label);
    if (!toggle || label.classList.contains("sms-replaced")) return;
    var button = document.createElement("button");
    button.type = "button";
    button.className = label.className + " sms-switch";
    button.setAttribute("for", label.htmlFor);
    button.setAttribute("aria-label", nameOf(label));
    Array.from(label.childNodes).forEach(function (one) { button.append(one.cloneNode(true)); });
    button.querySelectorAll("[id]").forEach(function (one) { one.removeAttribute("id"); });
    button.querySelectorAll("a").forEach(function (one) { one.remove(); });
    function tell() { button.setAttribute("aria-expanded", String(toggle.checked)); }
    button.addEventListener("click", function () { toggle.click(); });
    toggle.addEventListener("change", tell);
    tell();
    label.classList.add("sms-replaced");
    label.removeAttribute("tabindex");
    label.after(button);
  }

  // The menu takes the focus when it opens by keyboard, gives it back, and closes when the focus leaves it.
  function guardMenu() {
    var drawer = document.getElementById("__drawer");
    var menu = document.querySelector(".md-sidebar--primary");
    var opener = document.querySelector("button.md-header__button[for=__drawer]");
    if (!drawer || !menu || !opener || menu.dataset.smsGuarded) return;
    menu.dataset.smsGuarded = "";
    function close() { if (drawer.checked) drawer.click(); }
    menu.addEventListener("keydown", function (event) {
      if (event.key !== "Escape" || !drawer.checked) return;
      close();
      opener.focus();
    });
    menu.addEventListener("focusout", function (event) {
      if (event.relatedTarget && !menu.contains(event.relatedTarget)) close();
    });
    if (opener.dataset.smsGuarded) return;
    opener.dataset.smsGuarded = "";
    drawer.addEventListener("change", function () {
      if (!drawer.checked || document.activeElement !== opener) return;
      var now = document.querySelector(".md-sidebar--primary");
      var first = Array.from(now.querySelectorAll("a[href], button")).find(function (one) {
        return one.checkVisibility({ visibilityProperty: true });
      });
      if (first) first.focus({ preventScroll: true });
    });
  }

  // What scrolls sideways is reached with Tab; what holds the button of a code block, or the tags of a result, is no landmark.
  function mendText() {
    document.querySelectorAll(".md-typeset__scrollwrap, .sms-table").forEach(function (one) {
      var scrolls = one.scrollWidth > one.clientWidth && /auto|scroll/.test(getComputedStyle(one).overflowX);
      if (scrolls) one.tabIndex = 0;
      else if (one.tabIndex === 0) one.removeAttribute("tabindex");
    });
    document.querySelectorAll("nav.md-code__nav:not([role]), .md-search-result nav:not([role])").forEach(function (one) {
      one.setAttribute("role", "none");
    });
  }

  var waiting = 0;
  function mendSoon() {
    cancelAnimationFrame(waiting);
    waiting = requestAnimationFrame(mendText);
  }

  // Every printed page says which document it is; without scripts only the first does.
  function namePaper() {
    var line = document.querySelector(".sms-paper");
    var style = document.documentElement.style;
    if (line) style.setProperty("--sms-paper", JSON.stringify(line.textContent.trim()));
    else style.removeProperty("--sms-paper");
  }

  function setUp() {
    namePaper();
    document.querySelectorAll(switches).forEach(makeButton);
    guardMenu();
    mendText();
    var text = document.querySelector(".md-content");
    if (text) new MutationObserver(mendSoon).observe(text, { childList: true, subtree: true });
    var results = document.querySelector(".md-search-result__list");
    if (results) new MutationObserver(mendSoon).observe(results, { childList: true, subtree: true });
  }

  addEventListener("resize", mendSoon);
  if (window.document$) window.document$.subscribe(setUp);
  else document.addEventListener("DOMContentLoaded", setUp);
})();
