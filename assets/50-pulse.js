// Is what is drawn still true? One question at a time, once a second; a server that keeps silent is told of too.
(() => {
  const EVERY = 1000, PATIENCE = 2500; // ms
  const DRAWING = 5000; // ms that a page asked for may take before it is asked for again
  let drawnBy = null; // the pulse that the page was drawn by: another worker may know of newer data
  let asked = { felt: null, until: performance.now() + DRAWING }; // the first page is on its way
  let turn = 0, heardAt = performance.now();

  const feel = async () => {
    const patience = new AbortController();
    const timer = setTimeout(() => patience.abort(), PATIENCE);
    try {
      const answer = await fetch("/nhip", { cache: "no-store", signal: patience.signal });
      return answer.ok ? await answer.text() : null;
    } catch { return null; } finally { clearTimeout(timer); }
  };
  const root = document.documentElement;
  const tellServer = (isThere) => {
    if (isThere) { heardAt = performance.now(); delete root.dataset.server; return; }
    if (performance.now() - heardAt < PATIENCE || root.dataset.server) return;
    root.dataset.server = "lost";
    const since = new Intl.DateTimeFormat("vi-VN", { hour: "2-digit", minute: "2-digit" }).format(new Date());
    document.querySelectorAll("[data-since]").forEach((each) => { each.textContent = since; });
  };
  const draw = (felt) => {
    if (felt === drawnBy) return;
    const isAsked = performance.now() < asked.until && (asked.felt === felt || asked.felt === null);
    if (isAsked || !window.dash_clientside.set_props) return;
    asked = { felt, until: performance.now() + DRAWING };
    turn += 1; // the same pulse again is news, if the page was drawn by another
    window.dash_clientside.set_props("pulse", { data: { felt, turn } });
  };
  const ask = async () => {
    if (!document.hidden) {
      const felt = await feel();
      tellServer(felt !== null);
      if (felt !== null) draw(felt);
    } else heardAt = performance.now();
    setTimeout(ask, EVERY);
  };
  setTimeout(ask, EVERY);

  window.dash_clientside = Object.assign({}, window.dash_clientside, {
    pulse: {
      drawn: (shown) => {
        if (shown) { drawnBy = shown.felt; asked.until = 0; }
        return window.dash_clientside.no_update;
      },
    },
  });
})();
