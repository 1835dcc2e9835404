"use strict";
// Filters, sorts and pages the tables. Cells are set as text, never as markup.
(function () {
  var SIZES = [25, 100, 500];
  var MOST_CHOICES = 200;
  var FEW = 5; // rows that need no filter
  var PATIENCE = 60; // milliseconds between a key and the search
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

  // All of a row in lower case, for the filter.
  function lineOf(data, row) {
    return data.columns.map(function (column) { return textOf(column, row); }).join("\u0000").toLowerCase();
  }

  function matching(table) {
    var data = table.data;
    var words = table.needle.toLowerCase().split(/\s+/).filter(Boolean);
    if (words.length && !table.lines) {
      table.lines = Array.from({ length: data.rows }, function (unused, row) { return lineOf(data, row); });
    }
    var kept = [];
    for (var row = 0; row < data.rows; row++) {
      var passes = table.picks.every(function (code, c) {
        return code === undefined || codeOf(data.columns[c], row) === code;
      }) && words.every(function (word) { return table.lines[row].indexOf(word) >= 0; });
      if (passes) { kept.push(row); }
    }
    return kept;
  }

  function sort(rows, keys, down) {
    var sign = down ? -1 : 1;
    rows.sort(function (a, b) {
      var x = keys[a], y = keys[b];
      if (x === y) { return a - b; }
      if (x === null) { return 1; } // what has no value comes last, whichever way
      if (y === null) { return -1; }
      return x < y ? -sign : sign;
    });
  }

  function choose(table) {
    table.shown = matching(table);
    if (table.sorted >= 0) {
      sort(table.shown, keysOf(table.data.columns[table.sorted], table.data.rows), table.down);
    }
    table.page = 0;
    draw(table);
  }

  function said(table, from, to) {
    var all = table.data.rows;
    var n = table.shown.length;
    if (n === 0) { return "None of " + counts.format(all) + " rows match."; }
    if (to - from === all) { return ""; }
    return "Rows " + counts.format(from + 1) + " to " + counts.format(to) + " of "
      + (n === all ? "" : counts.format(n) + " that match, of ") + counts.format(all) + ".";
  }

  // The keyboard's focus does not stay on a button that is off.
  function turnOff(button, off, other) {
    var focused = document.activeElement === button;
    button.disabled = off;
    if (off && focused) { other.disabled = false; other.focus(); }
  }

  function draw(table) {
    var from = table.page * table.size;
    var to = Math.min(from + table.size, table.shown.length);
    var rows = document.createDocumentFragment();
    table.shown.slice(from, to).forEach(function (row) {
      var line = element("tr");
      table.data.columns.forEach(function (column) {
        line.appendChild(element("td", column.numbers ? { "class": "n" } : {}, textOf(column, row)));
      });
      rows.appendChild(line);
    });
    table.box.querySelector("tbody").replaceChildren(rows);
    var status = table.box.querySelector(".state");
    var text = said(table, from, to);
    // Readers speak it when it changes.
    if (status.textContent !== text) { status.textContent = text; }
    turnOff(table.back, table.page === 0, table.on);
    turnOff(table.on, to >= table.shown.length, table.back);
  }

  function addHeadings(table) {
    var cells = Array.from(table.box.querySelectorAll("thead th"));
    cells.forEach(function (cell, c) {
      var button = element("button", { type: "button" }, cell.textContent);
      cell.replaceChildren(button);
      cell.setAttribute("aria-sort", "none");
      button.addEventListener("click", function () {
        // Numbers are asked for from the greatest down.
        table.down = table.sorted === c ? !table.down : Boolean(table.data.columns[c].numbers);
        table.sorted = c;
        cells.forEach(function (other) { other.setAttribute("aria-sort", "none"); });
        cell.setAttribute("aria-sort", table.down ? "descending" : "ascending");
        choose(table);
      });
    });
  }

  function filterOf(table) {
    var filter = element("input", {
      type: "search", autocomplete: "off", spellcheck: "false",
      "aria-label": "Filter: all words occur, " + table.caption
    });
    var timer = 0;
    filter.addEventListener("input", function () {
      clearTimeout(timer);
      timer = setTimeout(function () { table.needle = filter.value; choose(table); }, PATIENCE);
    });
    return filter;
  }

  // A choice among the values of a column; null where there is none to make.
  function choiceOf(table, column, c) {
    if (!column.facet) { return null; }
    var lacks = Boolean(column.codes) && column.codes.indexOf(null) >= 0;
    var choices = column.values.length + (lacks ? 1 : 0);
    if (choices < 2 || choices > MOST_CHOICES) { return null; }
    var select = element("select");
    select.appendChild(element("option", { value: "" }, "any"));
    column.values.map(function (value, code) { return [value, code]; }).sort().forEach(function (pair) {
      select.appendChild(element("option", { value: String(pair[1]) }, pair[0] === "" ? "(empty)" : pair[0]));
    });
    if (lacks) { select.appendChild(element("option", { value: "none" }, "(none)")); }
    select.addEventListener("change", function () {
      var code = select.value;
      table.picks[c] = code === "" ? undefined : code === "none" ? null : Number(code);
      choose(table);
    });
    return select;
  }

  function addControls(table) {
    var bar = element("div", { "class": "controls" });
    function add(name, control) {
      var label = element("label", {}, name);
      label.appendChild(control);
      bar.appendChild(label);
    }
    add("Filter: all words occur", filterOf(table));
    table.data.columns.forEach(function (column, c) {
      var choice = choiceOf(table, column, c);
      if (choice) { add(column.title, choice); }
    });
    table.box.insertBefore(bar, table.box.firstChild);
  }

  function addPager(table) {
    var sizes = element("select", { "aria-label": "Rows at a time: " + table.caption });
    SIZES.forEach(function (n) { sizes.appendChild(element("option", { value: String(n) }, n + " rows")); });
    table.back.addEventListener("click", function () { table.page--; draw(table); });
    table.on.addEventListener("click", function () { table.page++; draw(table); });
    sizes.addEventListener("change", function () { table.size = Number(sizes.value); table.page = 0; draw(table); });
    var pager = element("div", { "class": "pager" });
    [table.back, table.on, sizes].forEach(function (part) { pager.appendChild(part); });
    pager.hidden = table.data.rows <= SIZES[0];
    table.box.appendChild(pager);
  }

  function start(box) {
    var data = JSON.parse(box.querySelector("script.rows").textContent);
    var caption = box.querySelector("caption").textContent;
    var table = {
      box: box, data: data, caption: caption,
      shown: null, // the rows that pass, in their order
      page: 0, size: SIZES[0],
      sorted: -1, down: false, // which column, and whether from the greatest down
      needle: "", lines: null,
      picks: data.columns.map(function () { return undefined; }),
      back: element("button", { type: "button", "aria-label": "Previous rows: " + caption }, "Previous"),
      on: element("button", { type: "button", "aria-label": "Next rows: " + caption }, "Next")
    };
    addHeadings(table);
    if (data.rows > FEW) { addControls(table); }
    addPager(table);
    choose(table);
  }

  document.querySelectorAll(".data").forEach(function (box) {
    if (box.querySelector("script.rows")) { start(box); }
  });
}());
