// Filters the tables of generated pages, by words and by kind. Without it they are plain tables.
(function () {
  function setUp() {
    var rows = Array.from(document.querySelectorAll("table[data-sms-filter] tbody tr:not([data-sms-group])"));
    var groups = Array.from(document.querySelectorAll("table[data-sms-filter] tr[data-sms-group]"));
    var texts = rows.map(function (row) { return row.textContent.toLowerCase(); });
    var words = [];
    var kinds = null;
    var shown = null;
    function apply() {
      var count = 0;
      rows.forEach(function (row, at) {
        var fits = words.every(function (word) { return texts[at].includes(word); })
          && (!kinds || !row.dataset.kind || kinds.includes(row.dataset.kind));
        if (row.hidden === fits) row.hidden = !fits;
        if (fits) count += 1;
      });
      groups.forEach(function (group) {
        group.hidden = !group.parentNode.querySelector("tr:not([data-sms-group]):not([hidden])");
      });
      if (shown) shown.textContent = words.length || kinds ? count + " of " + rows.length : "";
    }
    document.querySelectorAll(".sms-filter").forEach(function (box) {
      if (!box.hidden) return;
      box.hidden = false;
      shown = box.querySelector(".sms-shown");
      var input = box.querySelector("input");
      input.addEventListener("input", function () {
        words = input.value.toLowerCase().split(/\s+/).filter(Boolean);
        apply();
      });
    });
    // Which kinds are shown stands in the address, so that it can be sent to somebody.
    document.querySelectorAll("fieldset[data-sms-kinds]").forEach(function (box) {
      if (!box.hidden) return;
      box.hidden = false;
      var boxes = Array.from(box.querySelectorAll("input"));
      var asked = /^#kinds=([\w.-]*)$/.exec(location.hash);
      if (asked) boxes.forEach(function (one) { one.checked = asked[1].split(".").includes(one.value); });
      function choose() {
        var chosen = boxes.filter(function (one) { return one.checked; }).map(function (one) { return one.value; });
        kinds = chosen.length < boxes.length ? chosen : null;
        apply();
      }
      box.addEventListener("change", function () {
        choose();
        var hash = kinds ? "#kinds=" + kinds.join(".") : "";
        history.replaceState(history.state, "", location.pathname + location.search + hash);
      });
      choose();
    });
  }
  if (window.document$) window.document$.subscribe(setUp);
  else document.addEventListener("DOMContentLoaded", setUp);
})();
