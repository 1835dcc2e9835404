"use strict";
// Filters, sorts and pages the tables. Cells are set as text, never as markup.
(function () {
  var SIZES = [25, 100, 500];
  var MOST_CHOICES = 200;
  var counts = new Intl.NumberFormat("en-US");

  function element(name, attributes, text) {
    var made = document.createElement(name);
    Object.keys(attributes || {}).forEach(function (key) { made.setAttribute(key, attributes[key]); });
    if (text !== undefined) { made.textContent = text; }
    return made;
  }

  function textOf(column, row) {
    if (column.numbers) {
      if (column.texts) { return column.texts[row] === null ? "" : column.texts[row]; }
      return column.numbers[row] === null ? "" : String(column.numbers[row]);
    }
    var code = codeOf(column, row);
    return code === null ? "" : column.values[code];
  }

  function codeOf(column, row) {
    return column.codes ? column.codes[row] : row;
  }

  // What rows are sorted by: numbers as they are, texts by their place among all texts.
  function keysOf(column, rows) {
    if (column.keys) { return column.keys; }
    if (column.numbers) { return column.keys = column.numbers; }
    var order = column.values.map(function (value, i) { return i; });
    order.sort(function (a, b) {
      return column.values[a] < column.values[b] ? -1 : column.values[a] > column.values[b] ? 1 : 0;
    });
    var places = new Array(order.length);
    order.forEach(function (code, place) { places[code] = place; });
    column.keys = new Array(rows);
    for (var row = 0; row < rows; row++) {
      var code = codeOf(column, row);
      column.keys[row] = code === null ? null : places[code];
    }
    return column.keys;
  }

  function start(box) {
    var data = JSON.parse(box.querySelector("script.rows").textContent);
    var body = box.querySelector("tbody");
    var status = box.querySelector(".state");
    var caption = box.querySelector("caption").textContent;
    var shown = null; // the rows that pass the filters, in their order
    var page = 0;
    var size = SIZES[0];
    var sorted = { column: -1, down: false };
    var needle = "";
    var picks = data.columns.map(function () { return undefined; });
    var haystack = null;

    function lowered() {
      if (!haystack) {
        haystack = new Array(data.rows);
        for (var row = 0; row < data.rows; row++) {
          var line = "";
          for (var c = 0; c < data.columns.length; c++) { line += textOf(data.columns[c], row) + "\u0000"; }
          haystack[row] = line.toLowerCase();
        }
      }
      return haystack;
    }

    function choose() {
      var kept = [];
      var words = needle.toLowerCase().split(/\s+/).filter(Boolean);
      var lines = words.length ? lowered() : null;
      for (var row = 0; row < data.rows; row++) {
        var passes = true;
        for (var c = 0; passes && c < picks.length; c++) {
          passes = picks[c] === undefined || codeOf(data.columns[c], row) === picks[c];
        }
        for (var w = 0; passes && w < words.length; w++) { passes = lines[row].indexOf(words[w]) >= 0; }
        if (passes) { kept.push(row); }
      }
      if (sorted.column >= 0) {
        var keys = keysOf(data.columns[sorted.column], data.rows);
        var sign = sorted.down ? -1 : 1;
        kept.sort(function (a, b) {
          var x = keys[a], y = keys[b];
          if (x === y) { return a - b; }
          if (x === null) { return 1; } // what has no value comes last, whichever way
          if (y === null) { return -1; }
          return x < y ? -sign : sign;
        });
      }
      shown = kept;
      page = 0;
    }

    function draw() {
      var from = page * size;
      var to = Math.min(from + size, shown.length);
      var rows = document.createDocumentFragment();
      for (var i = from; i < to; i++) {
        var line = element("tr");
        data.columns.forEach(function (column) {
          line.appendChild(element("td", column.numbers ? { "class": "n" } : {}, textOf(column, shown[i])));
        });
        rows.appendChild(line);
      }
      body.replaceChildren(rows);
      var of = shown.length === data.rows
        ? counts.format(data.rows)
        : counts.format(shown.length) + " that match, of " + counts.format(data.rows);
      var said = shown.length === 0
        ? "None of " + counts.format(data.rows) + " rows match."
        : to - from === data.rows
          ? ""
          : "Rows " + counts.format(from + 1) + " to " + counts.format(to) + " of " + of + ".";
      // Readers speak it when it changes.
      if (status.textContent !== said) { status.textContent = said; }
      turnOff(back, page === 0, on);
      turnOff(on, to >= shown.length, back);
      pager.hidden = data.rows <= SIZES[0];
    }

    // The keyboard's focus does not stay on a button that is off.
    function turnOff(button, off, other) {
      var focused = document.activeElement === button;
      button.disabled = off;
      if (off && focused) { other.disabled = false; other.focus(); }
    }

    function again() { choose(); draw(); }

    function headings() {
      var cells = box.querySelectorAll("thead th");
      cells.forEach(function (cell, c) {
        var button = element("button", { type: "button" }, cell.textContent);
        cell.replaceChildren(button);
        cell.setAttribute("aria-sort", "none");
        button.addEventListener("click", function () {
          // Numbers are asked for from the greatest down.
          var first = Boolean(data.columns[c].numbers);
          sorted = { column: c, down: sorted.column === c ? !sorted.down : first };
          cells.forEach(function (other, o) {
            other.setAttribute("aria-sort", o !== c ? "none" : sorted.down ? "descending" : "ascending");
          });
          again();
        });
      });
    }

    function controls() {
      var bar = element("div", { "class": "controls" });
      var filter = element("input", { type: "search", autocomplete: "off", spellcheck: "false" });
      filter.setAttribute("aria-label", "Filter: all words occur, " + caption);
      var label = element("label", {}, "Filter: all words occur");
      label.appendChild(filter);
      bar.appendChild(label);
      var timer = 0;
      filter.addEventListener("input", function () {
        clearTimeout(timer);
        timer = setTimeout(function () { needle = filter.value; again(); }, 60);
      });
      data.columns.forEach(function (column, c) {
        if (!column.facet) { return; }
        var lacks = Boolean(column.codes) && column.codes.indexOf(null) >= 0;
        var choices = column.values.length + (lacks ? 1 : 0);
        if (choices < 2 || choices > MOST_CHOICES) { return; }
        var select = element("select");
        select.appendChild(element("option", { value: "" }, "any"));
        column.values.map(function (value, code) { return [value, code]; }).sort().forEach(function (pair) {
          select.appendChild(element("option", { value: String(pair[1]) }, pair[0] === "" ? "(empty)" : pair[0]));
        });
        if (lacks) { select.appendChild(element("option", { value: "none" }, "(none)")); }
        var pick = element("label", {}, column.title);
        pick.appendChild(select);
        bar.appendChild(pick);
        select.addEventListener("change", function () {
          var code = select.value;
          picks[c] = code === "" ? undefined : code === "none" ? null : Number(code);
          again();
        });
      });
      box.insertBefore(bar, box.firstChild);
    }

    var pager = element("div", { "class": "pager" });
    var back = element("button", { type: "button" }, "Previous");
    var on = element("button", { type: "button" }, "Next");
    var sizes = element("select");
    SIZES.forEach(function (n) { sizes.appendChild(element("option", { value: String(n) }, n + " rows")); });
    sizes.setAttribute("aria-label", "Rows at a time: " + caption);
    back.setAttribute("aria-label", "Previous rows: " + caption);
    on.setAttribute("aria-label", "Next rows: " + caption);
    back.addEventListener("click", function () { page--; draw(); });
    on.addEventListener("click", function () { page++; draw(); });
    sizes.addEventListener("change", function () { size = Number(sizes.value); page = 0; draw(); });
    [back, on, sizes].forEach(function (part) { pager.appendChild(part); });

    headings();
    if (data.rows > 5) { controls(); }
    box.appendChild(pager);
    again();
  }

  document.querySelectorAll(".data").forEach(function (box) {
    if (box.querySelector("script.rows")) { start(box); }
  });
}());
