// What a page does without asking the server. Buttons say what they do in data-act; nothing is wired one by one.
(() => {
  const all = (selector, within = document) => [...within.querySelectorAll(selector)];
  const one = (selector, within = document) => within.querySelector(selector);

  // --- text without marks; one letter stays one letter, so what matched can be shown ---
  const bare = (letter) => letter.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase().replace("đ", "d") || letter;
  const withoutMarks = (text) => [...text.normalize("NFC")].map(bare).join("");

  const write = (element, text, from, length) => {
    if (from < 0 || !length) { element.textContent = text; return; }
    const found = document.createElement("mark");
    found.textContent = text.slice(from, from + length);
    element.replaceChildren(text.slice(0, from), found, text.slice(from + length));
  };

  // An option matches by its name or its code; what it lies under stays, so a place keeps its whereabouts.
  const search = (box, asked) => {
    const wanted = withoutMarks(asked.trim());
    const options = all(".form-check", box);
    const above = [];
    let matched = 0;
    options.forEach((option) => {
      const name = one("[data-name]", option);
      if (!name) return;
      const text = (name.dataset.name || name.textContent).normalize("NFC");
      const at = wanted ? withoutMarks(text).indexOf(wanted) : -1;
      const code = withoutMarks(name.dataset.code || "");
      const isMatch = !wanted || at >= 0 || code.startsWith(wanted);
      const depth = Number(name.dataset.depth || 0);
      write(name, text, at, wanted.length);
      option.toggleAttribute("data-match", Boolean(wanted) && isMatch);
      option.hidden = !isMatch && !one("input", option).checked;
      above.length = depth;
      if (isMatch) { matched += 1; above.forEach((each) => { if (each) each.hidden = false; }); }
      above[depth] = option;
    });
    const told = one("[data-found]", box);
    if (told) told.textContent = wanted ? `${matched} / ${options.length}` : "";
    delete box.dataset.taken;
  };
  // Enter takes the first match and says which; Enter again is done.
  const take = (box) => {
    if ("taken" in box.dataset) { one("#filter-done").click(); return; }
    const match = one("[data-match]", box);
    if (!match) return;
    const choice = one("input", match);
    if (!choice.checked) choice.click();
    box.dataset.taken = "";
    const told = one("[data-found]", box);
    if (told) told.textContent = one("[data-name]", match).textContent;
  };

  // --- filters, menu, panel ---
  const filters = () => one("#filters");
  const words = () => all("[data-act='filters']");
  const closeFilters = () => {
    if (filters()) filters().hidden = true;
    words().forEach((each) => each.setAttribute("aria-expanded", "false"));
  };
  let panelFor = "", askedFor = ""; // addresses: what the panel of another says is chosen is not
  let wanted = 0, wanting = null; // hundreds of choices must not keep a number or a chart waiting
  const wantFilters = () => {
    clearTimeout(wanting);
    askedFor = location.href;
    window.dash_clientside.set_props("filters-wanted", { data: (wanted += 1) });
  };
  const wantFiltersSoon = () => { clearTimeout(wanting); wanting = setTimeout(wantFilters, 1500); };
  const toggleFilters = (button, tries = 0) => {
    const panel = panelFor === location.href ? filters() : null;
    if (!panel) { // it is drawn when the page stands still: whoever is quicker asks and waits for it
      if (!tries) wantFilters();
      if (tries < 50) setTimeout(() => toggleFilters(button, tries + 1), 100);
      return;
    }
    const isOpening = panel.hidden;
    panel.hidden = !isOpening;
    words().forEach((each) => each.setAttribute("aria-expanded", String(isOpening)));
    if (!isOpening) return;
    const part = button.dataset.part && one(`[data-part-of='${button.dataset.part}']`, panel);
    const field = part && (one("input[type=text], input:checked, input", part));
    if (field) field.focus();
    all("input:checked", panel).forEach((each) => {
      const list = each.closest(".options--long");
      if (list) list.scrollTop = each.offsetTop - list.offsetTop - 56;
    });
  };
  const markBad = (field, isBad) => { // the component knows no aria
    if (!field) return;
    field.setAttribute("aria-invalid", String(Boolean(isBad)));
    if (isBad) field.setAttribute("aria-describedby", "filter-problem");
    else field.removeAttribute("aria-describedby");
  };
  const closePanel = () => { const close = one(".panel__close"); if (close) close.click(); };
  const toggleMenu = (button) => {
    button.setAttribute("aria-expanded", String(button.getAttribute("aria-expanded") !== "true"));
  };

  const copied = (text) => {
    if (navigator.clipboard && isSecureContext) return navigator.clipboard.writeText(text);
    const field = document.createElement("textarea"); // offices serve plain http, where there is no clipboard
    field.value = text;
    document.body.append(field);
    field.select();
    document.execCommand("copy");
    field.remove();
    return Promise.resolve();
  };
  const copyAddress = (button) => {
    const shown = one("#filter-address");
    const text = button.dataset.copy || (shown && shown.textContent) || location.pathname + location.search;
    copied(location.origin + text).then(() => {
      const before = button.textContent;
      button.textContent = button.dataset.done || before;
      setTimeout(() => { button.textContent = before; }, 2000);
    });
  };

  const acts = {
    theme: () => window.onestopTheme.turn(),
    menu: toggleMenu,
    filters: toggleFilters,
    "close-filters": closeFilters,
    copy: copyAddress,
    print: () => print(),
  };
  // A link of ours is followed without loading the page anew.
  const follow = (event, href, toTop = false) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey || event.altKey || event.button) return; // a new tab is the browser's
    event.preventDefault();
    history.pushState({}, "", href);
    dispatchEvent(new CustomEvent("_dashprivate_pushstate"));
    const moved = new URL(href, location.href).pathname !== shownPath;
    if (moved || toTop) scrollTo(0, 0);
  };
  document.addEventListener("click", (event) => {
    const place = event.target.closest("a[data-go]");
    if (place) {
      isPrinting = place.hasAttribute("data-prints");
      follow(event, place.getAttribute("href"), place.dataset.go === "top");
      return;
    }
    const bad = event.target.closest("#filter-done") && one("#filters [aria-invalid=true]");
    if (bad) bad.focus();
    const button = event.target.closest("[data-act]");
    if (button && acts[button.dataset.act]) acts[button.dataset.act](button);
  });
  document.addEventListener("input", (event) => {
    const box = event.target.closest("[data-searches]");
    if (box && event.target.type === "text") search(box, event.target.value);
    const free = event.target.closest("[data-free]");
    if (free) {
      const choice = all("input[type=radio]", free.closest("[data-part-of]")).find((each) => each.value === free.dataset.free);
      if (choice && !choice.checked) choice.click();
    }
  });
  document.addEventListener("keydown", (event) => {
    const box = event.key === "Enter" && event.target.type === "text" && event.target.closest("[data-searches]");
    if (box) { event.preventDefault(); take(box); return; }
    if (event.key !== "Escape") return;
    if (filters() && !filters().hidden) {
      closeFilters();
      if (words()[0]) words()[0].focus();
    } else closePanel();
  });

  // --- how old the numbers are, between two answers of the server ---
  // Both instants are the server's own, told without a zone: read as if in one, only their distance counts.
  const instant = (told) => Date.parse(`${told}Z`);
  let ahead = null; // the server's clock before ours, ms
  const tellClock = (told) => { if (told) ahead = instant(told) - Date.now(); };
  const grow = () => ahead !== null && all("[data-changed]").forEach((each) => {
    const minutes = Math.max(0, Math.floor((Date.now() + ahead - instant(each.dataset.changed)) / 60000));
    const words = new Intl.RelativeTimeFormat(document.documentElement.lang);
    const [count, unit] = minutes < 60 ? [minutes, "minute"] : minutes < 1440 ? [Math.floor(minutes / 60), "hour"] : [Math.floor(minutes / 1440), "day"];
    const told = words.format(-count, unit);
    if (each.textContent !== told) each.textContent = told;
  });
  setInterval(grow, 20000);

  // --- after the server has drawn a page ---
  let isPrinting = false; // asked for by a link whose page is drawn to be printed
  let shownPath = location.pathname, shownAddress = location.href, arrivedAt = "", explained = null;
  const drawn = () => {
    const heading = one("#page h1");
    const name = document.body.dataset.name || "Một cửa";
    if (heading) document.title = `${heading.textContent} – ${name}`;
    window.onestopTheme.language();
    if (location.href !== shownAddress && location.href !== panelFor) closeFilters();
    wantFiltersSoon();
    const place = location.hash && location.href !== arrivedAt && document.getElementById(location.hash.slice(1));
    if (place) place.scrollIntoView(); // the browser looked for it before it was drawn
    arrivedAt = location.href;
    if (location.pathname !== shownPath && one("#page")) one("#page").focus({ preventScroll: true });
    shownPath = location.pathname;
    shownAddress = location.href;
    if (isPrinting && one("[data-printed]")) { isPrinting = false; document.fonts.ready.then(() => print()); }
  };
  const panelDrawn = () => {
    const panel = one(".panel");
    const before = explained;
    explained = panel ? panel.dataset.explains : null;
    if (explained && explained !== before) { const heading = one("h2", panel); if (heading) heading.focus({ preventScroll: innerWidth > 760 }); }
    if (!explained && before) { const opener = one(`.explain[data-explains='${before}']`); if (opener) opener.focus({ preventScroll: true }); }
  };

  const nothing = () => window.dash_clientside.no_update;
  window.dash_clientside = Object.assign({}, window.dash_clientside, {
    onestop: {
      toggleFilters, closeFilters, closePanel, follow, tellClock, copyAddress, search, withoutMarks,
      pageDrawn: () => { requestAnimationFrame(drawn); return nothing(); },
      panelDrawn: () => { requestAnimationFrame(panelDrawn); return nothing(); },
      judgedDays: (...areBad) => { ["from", "to"].forEach((each, index) => markBad(one(`#filter-${each}`), areBad[index])); return nothing(); },
      filtersDrawn: () => { panelFor = askedFor; return nothing(); },
      chosen: (problem) => { if (problem === "") closeFilters(); return nothing(); },
      purgeGrid: () => {
        const grid = window.dash_ag_grid && one("#grid") && dash_ag_grid.getApi("grid");
        if (grid) grid.purgeInfiniteCache();
        return nothing();
      },
    },
  });
})();
