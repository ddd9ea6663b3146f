// The tools of big lists: filter by words and by choice, sort by column, move by arrow keys. Every choice stands in
// the address, so that it can be sent to somebody. Without this script they are plain tables.
(function () {
  "use strict";
  var current = null;
  var collator = new Intl.Collator(document.documentElement.lang || "en", { numeric: true, sensitivity: "base" });
  var NOTHING = "none";
  var PART = 250;
  var OFF = "sms-off"; // no attribute: the theme has rules about what stands beside something hidden, which cost a third
  var SPARE = 18;

  function all(selector, within) { return Array.from((within || document).querySelectorAll(selector)); }

  function make(tag, className, text) {
    var made = document.createElement(tag);
    if (className) made.className = className;
    if (text) made.textContent = text;
    return made;
  }

  // What a cell says: its words without the sign before them, each entry of a list for itself.
  function readValues(cell) {
    if (!cell) return [NOTHING];
    if (cell.dataset.value) return [cell.dataset.value];
    var entries = all("li", cell);
    if (entries.length) return entries.map(readText);
    return [readText(cell.querySelector(".sms-word") || cell)];
  }

  function readText(element) {
    var text = element.textContent;
    var sign = element.querySelector("[aria-hidden]");
    return (sign ? text.replace(sign.textContent, "") : text).trim() || NOTHING;
  }

  // Rows

  function readColumns(table) {
    var columns = {};
    all("thead th[data-key]", table).forEach(function (th) { columns[th.dataset.key] = th.cellIndex; });
    return columns;
  }

  function readRow(row, columns, facets, group) {
    var above = group ? group.textContent : "";
    var values = {};
    facets.forEach(function (facet) {
      var holder = facet.key in columns ? null : row.closest("[data-" + facet.key + "]");
      values[facet.key] = holder ? [holder.dataset[facet.key]] : readValues(row.cells[columns[facet.key]]);
    });
    return {
      row: row, group: group, section: row.closest("[data-sms-section]"), values: values, fits: true,
      text: (above + " " + row.textContent).toLowerCase(),
    };
  }

  function readTable(table, facets) {
    var columns = readColumns(table);
    var rows = [];
    Array.from(table.tBodies).forEach(function (body) {
      var group = null;
      Array.from(body.rows).forEach(function (row) {
        if (row.hasAttribute("data-sms-group")) group = row;
        else if (!row.hasAttribute("data-sms-empty")) rows.push(readRow(row, columns, facets, group));
      });
    });
    return { element: table, columns: columns, rows: rows, order: rows.slice() };
  }

  // Facets: boxes of which several may be ticked, a list to choose one from, or one box for some values

  function readFacets(box) {
    return all("[data-facet]", box).map(function (element) {
      var kind = element.dataset.facet;
      var name = element.name || element.dataset.name;
      return { element: element, kind: kind, key: element.dataset.of || name, name: name,
        only: kind === "only" ? element.value.split("|") : null, chosen: [], options: new Map() };
    });
  }

  function sortValues(values, tables, key) {
    var order = tables.length ? readOrder(tables[0], key) : [];
    function rank(value) {
      return order.includes(value) ? order.indexOf(value) : order.length + (value === NOTHING ? 1 : 0);
    }
    return values.sort(function (one, other) { return rank(one) - rank(other) || collator.compare(one, other); });
  }

  // A column may say in which order its values stand: gap before covered.
  function readOrder(table, key) {
    var th = table.element.tHead.rows[0].cells[table.columns[key]];
    return th && th.dataset.order ? th.dataset.order.split("|") : [];
  }

  function fillFacet(facet, list) {
    var found = new Set();
    list.rows.forEach(function (row) { row.values[facet.key].forEach(function (value) { found.add(value); }); });
    readAsked(facet, list).forEach(function (value) { found.add(value); });
    var values = sortValues(Array.from(found), list.tables, facet.key);
    if (facet.kind === "select") facet.element.append(new Option("any", ""));
    values.forEach(function (value) {
      facet.options.set(value, facet.kind === "select" ? addOption(facet, value) : addBox(facet, value));
    });
    (facet.element.closest("label") || facet.element).hidden = values.length < 2;
  }

  // What an address asks for stays a choice where no row has it: "nothing is overdue" is an answer, all rows are none.
  function readAsked(facet, list) {
    var known = list.tables.length ? readOrder(list.tables[0], facet.key) : [];
    var asked = new URLSearchParams(location.search).getAll(facet.name);
    return asked.filter(function (value) { return known.includes(value); });
  }

  function addOption(facet, value) {
    var option = new Option(value, value);
    facet.element.append(option);
    return option;
  }

  function addBox(facet, value) {
    var label = make("label");
    var input = make("input");
    var text = make("span", "", value);
    input.type = "checkbox";
    input.value = value;
    label.append(input, text);
    facet.element.append(label);
    return text;
  }

  function readChoice(facet) {
    if (facet.kind === "select") facet.chosen = facet.element.value ? [facet.element.value] : [];
    else if (facet.kind === "only") facet.chosen = facet.element.checked ? ["yes"] : [];
    else facet.chosen = all("input:checked", facet.element).map(function (one) { return one.value; });
  }

  function setChoice(facet, chosen) {
    if (facet.kind === "select") facet.element.value = facet.options.has(chosen[0]) ? chosen[0] : "";
    else if (facet.kind === "only") facet.element.checked = chosen.length > 0;
    else all("input", facet.element).forEach(function (one) { one.checked = chosen.includes(one.value); });
    readChoice(facet);
  }

  function fits(facet, row) {
    if (!facet.chosen.length) return true;
    var wanted = facet.only || facet.chosen;
    return row.values[facet.key].some(function (value) { return wanted.includes(value); });
  }

  // Each choice says how many rows it would show beside all other choices.
  function countRows(facets, failed, row, counts) {
    if (failed.length > 1) return;
    (failed.length ? failed : facets).forEach(function (facet) {
      var count = counts.get(facet);
      row.values[facet.key].forEach(function (value) { count.set(value, (count.get(value) || 0) + 1); });
    });
  }

  function tellCounts(facet, count) {
    facet.options.forEach(function (element, value) {
      var text = value + " (" + (count.get(value) || 0) + ")";
      if (element.textContent !== text) element.textContent = text;
    });
  }

  // Showing

  function showRows(list) {
    var counts = new Map(list.facets.map(function (facet) { return [facet, new Map()]; }));
    var held = new Set();
    var shown = 0;
    list.rows.forEach(function (row) {
      row.fits = false;
      if (!list.words.every(function (word) { return row.text.includes(word); })) return;
      var failed = list.facets.filter(function (facet) { return !fits(facet, row); });
      countRows(list.facets, failed, row, counts);
      if (failed.length) return;
      row.fits = true;
      shown += 1;
      held.add(row.group).add(row.section);
    });
    list.facets.forEach(function (facet) { tellCounts(facet, counts.get(facet)); });
    list.tables.forEach(markRepeats);
    list.groups.concat(list.sections).forEach(function (one) { one.hidden = !held.has(one); });
    revealRows(list);
    tell(list, shown);
  }

  // Rows to hide go at once, rows to show come in parts, so that nobody waits for the thousandth while typing.
  function revealRows(list) {
    clearTimeout(list.later);
    var waiting = [];
    list.tables.forEach(function (table) {
      table.rows.forEach(function (row) {
        if (row.row.classList.contains(OFF) !== row.fits) return;
        if (row.fits) waiting.push(row);
        else row.row.classList.add(OFF);
      });
    });
    function reveal() {
      waiting.splice(0, PART).forEach(function (row) { row.row.classList.remove(OFF); });
      if (waiting.length) list.later = setTimeout(reveal, 0);
    }
    reveal();
  }

  // Of rows that begin alike only the first says so in full.
  function markRepeats(table) {
    var before;
    table.rows.forEach(function (row) {
      if (!row.fits || !row.row.dataset.of) return;
      var same = row.row.dataset.of === before;
      if (row.row.classList.contains("sms-again") !== same) row.row.classList.toggle("sms-again", same);
      before = row.row.dataset.of;
    });
  }

  function tell(list, shown) {
    var every = list.rows.length;
    var chosen = isChosen(list);
    list.clear.hidden = !chosen && !list.sort;
    var text = chosen ? count(shown) + " of " + count(every) : count(every) + " in all";
    if (chosen && !shown) text += ": nothing fits what you chose";
    if (list.shown.textContent !== text) list.shown.textContent = text;
  }

  function count(number) { return number.toLocaleString("en"); }

  function isChosen(list) {
    return list.words.length > 0 || list.facets.some(function (facet) { return facet.chosen.length; });
  }

  // Sorting

  function addSorting(list, table) {
    if (table.element.hasAttribute("data-sms-grouped")) return;
    all("thead th[data-key]", table.element).forEach(function (th) {
      var button = make("button", "sms-sort");
      button.type = "button";
      button.setAttribute("aria-label", "Sort by " + th.textContent.trim());
      th.append(button);
      button.addEventListener("click", function () {
        var key = th.dataset.key;
        list.sort = list.sort === key ? "-" + key : list.sort === "-" + key ? "" : key;
        sortRows(list);
        showRows(list);
        writeAddress(list, true);
      });
    });
  }

  function readKey(row, column, order) {
    var values = readValues(row.cells[column]);
    if (values[0] === NOTHING) return null;
    return order.length ? order.indexOf(values[0]) : row.cells[column].textContent.trim();
  }

  function compareKeys(one, other) {
    return typeof one === "number" ? one - other : collator.compare(one, other);
  }

  function sortTable(table, sort) {
    var key = sort.replace(/^-/, "");
    var down = sort.startsWith("-");
    var rows = table.order;
    if (key in table.columns) {
      var order = readOrder(table, key);
      var keyed = rows.map(function (row) { return [row, readKey(row.row, table.columns[key], order)]; });
      keyed.sort(function (one, other) {
        if (one[1] === null || other[1] === null) return (one[1] === null) - (other[1] === null);
        return (down ? -1 : 1) * compareKeys(one[1], other[1]);
      });
      rows = keyed.map(function (pair) { return pair[0]; });
    }
    table.rows = rows;
    table.element.tBodies[0].append.apply(table.element.tBodies[0], rows.map(function (row) { return row.row; }));
    all("thead th[data-key]", table.element).forEach(function (th) {
      if (th.dataset.key !== key) th.removeAttribute("aria-sort");
      else th.setAttribute("aria-sort", down ? "descending" : "ascending");
    });
  }

  function sortRows(list) {
    if (list.sorted === list.sort) return;
    list.sorted = list.sort;
    list.tables.forEach(function (table) {
      if (!table.element.hasAttribute("data-sms-grouped") && table.order.length) sortTable(table, list.sort);
    });
  }

  // The address: `?status=gap&owner=SMS+manager&words=plan&sort=-clause`; what others put there stays.

  function writeAddress(list, step) {
    var asked = new URLSearchParams(location.search);
    list.facets.forEach(function (facet) {
      asked.delete(facet.name);
      facet.chosen.forEach(function (value) { asked.append(facet.name, value); });
    });
    asked.delete("words");
    if (list.input.value.trim()) asked.set("words", list.input.value.trim());
    asked.delete("sort");
    if (list.sort) asked.set("sort", list.sort);
    var text = asked.toString();
    var address = location.pathname + (text ? "?" + text : "") + location.hash;
    if (address === location.pathname + location.search + location.hash) return;
    try {
      history[step ? "pushState" : "replaceState"](step ? null : history.state, "", address);
    } catch (refused) {
      // some browsers keep the address of a page that was opened from a folder: the list works all the same
    }
  }

  function readAddress(list) {
    var asked = new URLSearchParams(location.search);
    list.facets.forEach(function (facet) { setChoice(facet, asked.getAll(facet.name)); });
    list.input.value = asked.get("words") || "";
    list.sort = asked.get("sort") || "";
    readWords(list);
    sortRows(list);
    showRows(list);
  }

  function readWords(list) {
    list.words = list.input.value.toLowerCase().split(/\s+/).filter(Boolean);
  }

  // What people do

  function listen(list) {
    var typing = 0;
    list.input.addEventListener("input", function () {
      var first = !list.words.length;
      readWords(list);
      showRows(list);
      clearTimeout(typing);
      if (first) writeAddress(list, true);
      else typing = setTimeout(function () { if (current === list) writeAddress(list, false); }, 250);
    });
    list.box.addEventListener("change", function (event) {
      if (event.target === list.input) return;
      list.facets.forEach(readChoice);
      showRows(list);
      writeAddress(list, true);
    });
    list.clear.addEventListener("click", function () { clear(list); });
    list.box.addEventListener("keydown", function (event) {
      if (event.key === "Escape" && isChosen(list)) clear(list);
      if (event.key === "ArrowDown" && event.target === list.input) focusRow(list.tables[0].element.tHead, 1, event);
    });
    list.tables.forEach(function (table) {
      table.element.addEventListener("keydown", function (event) {
        var step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
        var link = event.target.closest("td a, td summary");
        var alone = !event.altKey && !event.ctrlKey && !event.metaKey && !event.shiftKey;
        var row = link && link.closest("table[data-sms-filter] > tbody > tr");
        if (step && row && alone) focusRow(row, step, event, link.closest("table[data-sms-filter] > tbody > tr > td"));
      });
    });
  }

  // Moves to the same cell of the next row that shows, or to its first link.
  function focusRow(from, step, event, cell) {
    var rows = all("table[data-sms-filter] > tbody > tr:not([data-sms-group]):not(." + OFF + ")");
    var row = rows[cell ? rows.indexOf(from) + step : 0];
    if (!row) return;
    var same = cell && row.cells[cell.cellIndex];
    var link = same && same.querySelector("a, summary") || row.querySelector("a, summary");
    if (!link) return;
    event.preventDefault();
    link.focus();
  }

  function clear(list) {
    list.facets.forEach(function (facet) { setChoice(facet, []); });
    list.input.value = "";
    list.sort = "";
    readWords(list);
    sortRows(list);
    showRows(list);
    writeAddress(list, true);
    list.input.focus();
  }

  // Rows that would make a page heavy come from a file beside it.

  function loadRows(table, done) {
    var script = document.createElement("script");
    script.addEventListener("load", function () {
      addRows(table, script.rows || "");
      script.remove();
      done();
    });
    script.addEventListener("error", done);
    script.src = table.dataset.rows;
    table.removeAttribute("data-rows");
    document.head.append(script);
  }

  // Columns that keep their widths need no look at every row: long lists are laid out several times faster so.
  function freezeColumns(table) {
    var heads = all("thead th", table);
    var widths = heads.map(function (th) { return th.getBoundingClientRect().width; });
    spare(widths);
    var width = widths.reduce(function (one, other) { return one + other; }, 0);
    if (!width || getComputedStyle(table).display !== "table") return;
    heads.forEach(function (th, at) { th.style.width = (100 * widths[at] / width).toFixed(2) + "%"; });
    table.classList.add("sms-frozen");
  }

  // The widest column, whose words wrap anyhow, leaves the others room for the sign that they sort, and for rounding.
  function spare(widths) {
    var widest = widths.indexOf(Math.max.apply(null, widths));
    var room = Math.min(SPARE, widths[widest] / 2 / widths.length);
    widths.forEach(function (width, at) { widths[at] += at === widest ? -room * (widths.length - 1) : room; });
  }

  function addRows(table, html) {
    freezeColumns(table);
    var holder = document.createElement("template");
    holder.innerHTML = "<table><tbody>" + html + "</tbody></table>";
    var bodies = Array.from(holder.content.querySelector("table").tBodies); // a row may hold a table of its own
    var last = table.tBodies[table.tBodies.length - 1];
    last.append.apply(last, Array.from(bodies.shift().rows));
    table.append.apply(table, bodies);
  }

  // A row that an address leads to shows all it has.
  function openTarget() {
    var id = "";
    try { id = decodeURIComponent(location.hash.slice(1)); } catch (broken) { return; }
    var row = id && document.getElementById(id);
    if (row) all("details", row.closest("tr[id]") || make("i")).forEach(function (one) { one.open = true; });
  }

  function start(box, tables) {
    var facets = readFacets(box);
    var read = tables.map(function (table) { return readTable(table, facets); });
    var list = {
      box: box, facets: facets, tables: read, words: [], sort: "", sorted: "",
      rows: [].concat.apply([], read.map(function (table) { return table.rows; })),
      groups: all("tr[data-sms-group]"), sections: all("[data-sms-section]"),
      input: box.querySelector("input[type=search]"),
      clear: box.querySelector(".sms-clear"), shown: box.querySelector(".sms-shown"),
    };
    facets.forEach(function (facet) { if (facet.kind !== "only") fillFacet(facet, list); });
    read.forEach(function (table) { addSorting(list, table); });
    listen(list);
    box.hidden = false;
    current = list;
    readAddress(list);
    openTarget();
  }

  function setUp() {
    current = null;
    var box = document.querySelector(".sms-filter");
    if (!box || !box.hidden) return;
    var tables = all("table[data-sms-filter]");
    var heavy = tables.filter(function (table) { return table.dataset.rows; });
    var waiting = heavy.length;
    if (!waiting) start(box, tables);
    heavy.forEach(function (table) {
      loadRows(table, function () {
        waiting -= 1;
        if (!waiting && box.isConnected) start(box, tables);
      });
    });
  }

  window.addEventListener("popstate", function () { if (current && current.box.isConnected) readAddress(current); });
  window.addEventListener("hashchange", openTarget);
  window.addEventListener("beforeprint", function () { all(".sms-more").forEach(function (one) { one.open = true; }); });
  if (window.document$) window.document$.subscribe(setUp);
  else document.addEventListener("DOMContentLoaded", setUp);
})();
