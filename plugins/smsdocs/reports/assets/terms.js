// Says what a term means where the pointer or the keyboard is. Without it the browser's own tooltip does, for mice only.
// The meaning is shown as text, never as HTML: it comes from a register that strangers may propose changes to.
(function () {
  var selector = "a.glossary-term";
  var tip = null;
  var shown = null;
  function build() {
    tip = document.createElement("div");
    tip.id = "sms-tip";
    tip.className = "sms-tip";
    tip.setAttribute("role", "tooltip");
    tip.hidden = true;
    tip.addEventListener("mouseleave", hide);
    (document.querySelector("main") || document.body).appendChild(tip);
  }
  function show(term) {
    if (term.title) {
      term.dataset.smsMeaning = term.title;
      term.removeAttribute("title");
    }
    if (!term.dataset.smsMeaning || shown === term) return;
    hide();
    if (!tip) build();
    tip.textContent = term.dataset.smsMeaning;
    tip.hidden = false;
    shown = term;
    term.setAttribute("aria-describedby", tip.id);
    var box = term.getClientRects()[0];
    var left = Math.min(box.left, document.documentElement.clientWidth - tip.offsetWidth - 8);
    var below = box.bottom + tip.offsetHeight < window.innerHeight;
    var ground = (tip.offsetParent || document.body).getBoundingClientRect();
    tip.style.left = Math.max(8, left) - ground.left + "px";
    tip.style.top = (below ? box.bottom : box.top - tip.offsetHeight) - ground.top + "px";
  }
  function hide() {
    if (!shown) return;
    shown.removeAttribute("aria-describedby");
    shown = null;
    tip.hidden = true;
  }
  function find(event) {
    return event.target.closest ? event.target.closest(selector) : null;
  }
  function leave(event) {
    if (find(event) && event.relatedTarget !== tip && event.target !== document.activeElement) hide();
  }
  ["mouseover", "focusin"].forEach(function (name) {
    document.addEventListener(name, function (event) {
      var term = find(event);
      if (term) show(term);
    });
  });
  document.addEventListener("mouseout", leave);
  document.addEventListener("focusout", function (event) { if (find(event)) hide(); });
  document.addEventListener("keydown", function (event) { if (event.key === "Escape") hide(); });
})();
