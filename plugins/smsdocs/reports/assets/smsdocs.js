// Filters the tables of generated pages. Without it they are plain tables.
(function () {
  function setUp() {
    document.querySelectorAll(".sms-filter").forEach(function (box) {
      if (!box.hidden) return;
      box.hidden = false;
      var input = box.querySelector("input");
      var shown = box.querySelector(".sms-shown");
      var rows = Array.from(document.querySelectorAll("table[data-sms-filter] tbody tr"));
      var texts = rows.map(function (row) { return row.textContent.toLowerCase(); });
      function apply() {
        var words = input.value.toLowerCase().split(/\s+/).filter(Boolean);
        var count = 0;
        rows.forEach(function (row, at) {
          var fits = words.every(function (word) { return texts[at].includes(word); });
          if (row.hidden === fits) row.hidden = !fits;
          if (fits) count += 1;
        });
        shown.textContent = words.length ? count + " of " + rows.length : "";
      }
      input.addEventListener("input", apply);
    });
  }
  if (window.document$) window.document$.subscribe(setUp);
  else document.addEventListener("DOMContentLoaded", setUp);
})();
