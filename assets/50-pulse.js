// Is what is drawn still true? One question at a time, once a second; a server that keeps silent is told of too.
(() => {
  const EVERY = 1000, PATIENCE = 2500; // ms
  const DRAWING = 10000, LONGEST = 80000; // ms that a page asked for may take: asked for again, its answer is lost
  let drawnBy = null; // the pulse that the page was drawn by: another worker may know of newer data
  let patience = DRAWING; // longer each time, so that a slow page is drawn in the end
  let asked = { felt: null, until: performance.now() + patience }; // the first page is on its way
  let turn = 0, heardAt = performance.now(), lostSince = "";

  const feel = async () => {
    const hearing = new AbortController();
    const timer = setTimeout(() => hearing.abort(), PATIENCE);
    try {
      const answer = await fetch("/nhip", { cache: "no-store", signal: hearing.signal });
      window.dash_clientside.onestop.tellClock(answer.headers.get("Office-Clock"));
      return answer.ok ? await answer.text() : null;
    } catch { return null; } finally { clearTimeout(timer); }
  };
  const root = document.documentElement;
  const tellServer = (isThere) => {
    if (isThere) { heardAt = performance.now(); delete root.dataset.server; return; }
    if (performance.now() - heardAt < PATIENCE || root.dataset.server) return;
    root.dataset.server = "lost";
    lostSince = new Intl.DateTimeFormat("vi-VN", { hour: "2-digit", minute: "2-digit" }).format(new Date());
    tellSince();
  };
  const tellSince = () => document.querySelectorAll("[data-since]").forEach((each) => { each.textContent = lostSince; });
  const draw = (felt) => {
    if (felt === drawnBy) return;
    const isAsked = performance.now() < asked.until && (asked.felt === felt || asked.felt === null);
    if (isAsked || !window.dash_clientside.set_props) return;
    patience = Math.min(2 * patience, LONGEST);
    asked = { felt, until: performance.now() + patience };
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
        if (shown) { drawnBy = shown.felt; asked.until = 0; patience = DRAWING; }
        requestAnimationFrame(tellSince); // what was drawn meanwhile does not know yet
        return window.dash_clientside.no_update;
      },
    },
  });
})();
