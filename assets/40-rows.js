// The list of dossiers: its columns, and files that hold what the grid shows.
(() => {
  const NARROW = 760;
  const ON_PHONE = ["key", "code", "late", "at", "amount", "score"]; // step and holder stand below the code
  const PHONE_ROW = 86; // px: the code and three lines
  const nothing = () => window.dash_clientside.no_update;
  let settled = null; // the choice whose columns have been fitted to the screen

  const show = (chosen, all) => window.dash_ag_grid.getApiAsync("grid").then((grid) => {
    grid.setColumnsVisible(all.filter((each) => !chosen.includes(each)), false);
    grid.setColumnsVisible(chosen, true);
    if (innerWidth > NARROW) return;
    if (grid.getGridOption("rowHeight") !== PHONE_ROW) { grid.setGridOption("rowHeight", PHONE_ROW); grid.purgeInfiniteCache(); }
    grid.sizeColumnsToFit({ columnLimits: [{ key: "late", minWidth: 96, maxWidth: 100 }] });
  }).catch(() => {});

  window.dash_clientside = Object.assign({}, window.dash_clientside, {
    rows: {
      columns: (chosen, options) => {
        const choice = document.getElementById("grid-columns"); // drawn anew with every list
        if (!choice || !chosen) return nothing();
        const all = options.map((each) => each.value);
        if (settled === choice) { show(chosen, all); return nothing(); }
        settled = choice;
        if (innerWidth > NARROW) return nothing();
        const few = chosen.filter((each) => ON_PHONE.includes(each) || (each === "due" && !chosen.includes("late")));
        show(few, all);
        return few;
      },
      exports: (request, search, question) => {
        if (!question) return [nothing(), nothing(), nothing()];
        const told = { tim: search || "", sort: (request && request.sortModel) || [], filter: (request && request.filterModel) || {} };
        const query = new URLSearchParams(question.search.replace(/^\?/, ""));
        // Pasted text may hold signs that an address does not take; JSON can say them in ASCII.
        query.set("loc", JSON.stringify(told).replace(/[^ -~]/g, (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, "0")}`));
        const files = ["xlsx", "csv"].map((form) => `/tai-ve/ho-so.${form}?${query}`);
        query.set("in", "1");
        return [...files, `${location.pathname}?${query}`];
      },
    },
  });
})();
