(function () {
  "use strict";
  function value(row, column) {
    var cell = row.cells[column], sort = cell.getAttribute("data-sort");
    return sort === null ? cell.textContent : parseFloat(sort);
  }
  function compare(a, b) {
    var na = typeof a === "number", nb = typeof b === "number";
    if (na && nb) return a - b;
    if (na !== nb) return na ? -1 : 1;
    return a.localeCompare(b);
  }
  function sort(table, column, header) {
    var body = table.tBodies[0], rows = Array.prototype.slice.call(body.rows);
    var numbers = rows.some(function (row) { return typeof value(row, column) === "number"; });
    var now = header.getAttribute("aria-sort");
    var up = now ? now === "descending" : !numbers;
    rows.sort(function (x, y) {
      var a = value(x, column), b = value(y, column);
      /* What has no number stays at the end, whichever way the rest is turned. */
      if (numbers && typeof a !== typeof b) return compare(a, b);
      return up ? compare(a, b) : compare(b, a);
    });
    Array.prototype.forEach.call(table.tHead.rows[0].cells, function (cell) { cell.removeAttribute("aria-sort"); });
    header.setAttribute("aria-sort", up ? "ascending" : "descending");
    rows.forEach(function (row) { body.appendChild(row); });
  }
  document.querySelectorAll("table").forEach(function (table) {
    Array.prototype.forEach.call(table.tHead.rows[0].cells, function (header, column) {
      var button = document.createElement("button");
      button.type = "button";
      button.textContent = header.textContent;
      header.textContent = "";
      header.appendChild(button);
      button.addEventListener("click", function () { sort(table, column, header); });
    });
  });
  var closed = [];
  window.addEventListener("beforeprint", function () {
    closed = Array.prototype.slice.call(document.querySelectorAll("details:not([open])"));
    closed.forEach(function (item) { item.open = true; });
  });
  window.addEventListener("afterprint", function () {
    closed.forEach(function (item) { item.open = false; });
  });
})();
