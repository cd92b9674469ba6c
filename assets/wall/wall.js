// Keeps one screen true for months: asks, puts changes in place, tells the age, rotates, waits out every outage.
(() => {
  const EVERY = 1500, PATIENCE = 8000, ASLEEP = 20000; // ms between two questions, for one answer, of a question that was slept over
  const OLD = 2, DEAD = 4, LONG = 12; // times what is expected: amber, red, no figures at all
  const LOST = 30000; // ms that nobody has answered: amber, however young the data was
  const LIVE = 120; // s: what changes as often is followed live
  const FADE = 200, SHIFT = 180000, PAUSE = 300000, RENEW = 60000; // ms of a change of slides, between two shifts, until a pause ends by itself, between two tries to load a new version
  const STRETCHES = [100, 94, 88, 82, 76, 70, 64];
  const SVG = new Set(["svg", "path", "circle", "rect", "text", "g"]);
  const root = document.documentElement, words = JSON.parse(document.body.dataset.words);
  const at = (id) => document.getElementById(id);
  const wall = at("wall"), slides = at("slides"), notice = at("notice"), foot = wall.querySelector(".foot");
  const daylight = root.dataset.theme, build = root.dataset.build;
  const say = (words, parts) => words.replace(/\{(\w+)\}/g, (_, name) => parts[name] ?? "");
  const write = (node, words) => { if (node.textContent !== words) node.textContent = words; };

  // -- time: the server's, carried on by whichever of the browser's two clocks has gone further ---------------------
  let told = null, wasRevoked = false; // the last answer; whether it was let in before
  let heard = { steady: performance.now(), wall: Date.now() }, lostAt = null, sourceLostAt = null;
  const passed = () => Math.max(0, performance.now() - heard.steady, Date.now() - heard.wall) / 1000; // s since the last answer
  const instant = (text) => (text ? Date.parse(`${text}Z`) : null);
  const clockNow = () => (told ? instant(told.now) + passed() * 1000 : Date.now() - new Date().getTimezoneOffset() * 60000);
  const two = (n) => String(n).padStart(2, "0");
  const hour = (ms, seconds) => { const d = new Date(ms); return `${two(d.getUTCHours())}:${two(d.getUTCMinutes())}${seconds ? `:${two(d.getUTCSeconds())}` : ""}`; };
  const day = (ms) => { const d = new Date(ms); return `${two(d.getUTCDate())}/${two(d.getUTCMonth() + 1)}`; };
  const weekday = (ms) => words.weekdays[new Date(ms).getUTCDay()];
  const capital = (text) => text.charAt(0).toUpperCase() + text.slice(1);
  const unit = (n, name) => say(words.units[name][n === 1 ? 0 : 1], { n });
  const span = (s) => {
    if (s < 60) return unit(Math.max(0, Math.floor(s)), "second");
    if (s < 3600) return unit(Math.floor(s / 60), "minute");
    if (s < 86400) {
      const minutes = Math.floor(s / 60) % 60;
      return unit(Math.floor(s / 3600), "hour") + (minutes ? ` ${unit(minutes, "minute")}` : "");
    }
    return unit(Math.floor(s / 86400), "day");
  };
  const year = (ms) => new Date(ms).getUTCFullYear();
  const dated = (ms, now) => `${hour(ms)} ${day(ms)}${year(ms) === year(now) ? "" : `/${year(ms)}`}`;
  const when = (ms, now) => (day(ms) === day(now) && year(ms) === year(now) ? hour(ms) : dated(ms, now));

  // -- in place: nothing is made anew that is there already -------------------------------------------------------
  const flat = (nodes) => nodes.flatMap((each) => (Array.isArray(each) && each[0] === "" ? flat(each.slice(2)) : each === null || each === "" ? [] : [each]));
  const put = (parent, wanted) => {
    const nodes = flat(wanted);
    nodes.forEach((node, index) => {
      const there = parent.childNodes[index];
      if (!Array.isArray(node)) {
        if (there?.nodeType === Node.TEXT_NODE) { if (there.data !== String(node)) there.data = String(node); }
        else { const made = document.createTextNode(String(node)); if (there) parent.replaceChild(made, there); else parent.append(made); }
        return;
      }
      const [tag, props, ...children] = node;
      let element = there;
      if (there?.nodeType !== Node.ELEMENT_NODE || there.localName !== tag) {
        element = SVG.has(tag) ? document.createElementNS("http://www.w3.org/2000/svg", tag) : document.createElement(tag);
        if (there) parent.replaceChild(element, there); else parent.append(element);
      }
      dress(element, props || {});
      put(element, children);
    });
    while (parent.childNodes.length > nodes.length) parent.lastChild.remove();
  };
  const dressed = new WeakMap(); // what style an element was given: a browser writes it back otherwise
  const dash = (name) => name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
  const dress = (element, props) => {
    const kept = new Set(element.hasAttribute("data-fit") ? ["style"] : []); // `fit` writes these
    for (const [name, value] of Object.entries(props)) {
      const attribute = name === "className" ? "class" : name;
      kept.add(attribute);
      const text = name === "style" ? Object.entries(value).map(([key, each]) => `${dash(key)}: ${each}`).join("; ") : String(value);
      const there = name === "style" ? dressed.get(element) : element.getAttribute(attribute);
      if (there === text) continue;
      if (name === "style") { element.style.cssText = text; dressed.set(element, text); }
      else element.setAttribute(attribute, text);
    }
    for (const { name } of [...element.attributes]) if (!kept.has(name)) element.removeAttribute(name);
  };

  // -- long names: narrower letters before a shorter name -----------------------------------------------------------
  const inside = document.createRange();
  const isWithin = (each) => { inside.selectNodeContents(each); return inside.getBoundingClientRect().width <= each.clientWidth; };
  const fit = (scope) => scope.querySelectorAll("[data-fit]").forEach((each) => {
    for (const stretch of STRETCHES) {
      each.style.fontStretch = `${stretch}%`;
      if (isWithin(each)) return;
    }
    const text = each.lastChild;
    while (text?.nodeType === Node.TEXT_NODE && !isWithin(each)) { // the words that find no room; `put` brings them back
      const cut = text.data.replace(/…$/, "").trimEnd().replace(/[\s,;(–]*[^\s]+$/, "");
      if (!cut) return;
      text.data = `${cut}…`;
    }
  });

  const BRIEF = [4.3, 3.9, 3.5, 3.1]; // per cent of the long side; smaller until all sentences find room
  const fill = () => slides.querySelectorAll(".brief").forEach((each) => {
    for (const size of BRIEF) {
      each.style.setProperty("--brief", size);
      if (each.scrollHeight <= each.clientHeight) return;
    }
  });
  const suit = () => { fit(wall); fill(); };

  // -- slides -----------------------------------------------------------------------------------------------------
  let agency = "", shown = "", since = performance.now(), pausedAt = null, mark = "", ghost = [];
  const pages = () => [...slides.children];
  const draw = (list) => {
    list.forEach(({ name, content }, index) => {
      let page = pages().find((each) => each.dataset.name === name);
      if (!page) { page = document.createElement("section"); page.dataset.name = name; page.className = "page"; }
      if (slides.children[index] !== page) slides.insertBefore(page, slides.children[index] ?? null);
      put(page, [content]);
    });
    while (slides.children.length > list.length) slides.lastChild.remove();
    if (!pages().some((each) => each.dataset.name === shown)) turn(0);
    suit();
  };
  const turn = (index) => {
    const list = pages();
    if (!list.length) { shown = ""; return; }
    const next = list[((index % list.length) + list.length) % list.length];
    shown = next.dataset.name;
    since = performance.now();
    list.forEach((each) => each.classList.toggle("on", each === next));
  };
  const step = (by) => turn(pages().findIndex((each) => each.dataset.name === shown) + by);

  // -- how old ------------------------------------------------------------------------------------------------------
  const openUntil = (now) => {
    const closes = instant(told?.closes), opens = instant(told?.opens);
    const isSame = told?.isOpen && (closes === null || now < closes);
    return isSame || (opens !== null && now >= opens); // it has opened since the last answer
  };
  const ageOf = (now) => { // in office time
    if (!told) return passed();
    const closes = instant(told.closes), asked = instant(told.now);
    const until = told.isOpen && closes !== null ? Math.min(now, closes) : told.isOpen ? now : asked;
    const opens = instant(told.opens), since = opens !== null && now > opens ? now - opens : 0; // of the next day
    return told.age + (Math.max(0, until - asked) + since) / 1000;
  };
  const stateOf = (now) => {
    if (!told) return passed() > 15 ? "long" : "none";
    if (told.state === "shown" && day(now) !== day(instant(told.now))) return "long"; // what was today's is yesterday's
    const times = ageOf(now) / told.expected;
    if (times >= LONG) return "long";
    const aged = told.isStale || times >= DEAD ? "dead" : times >= OLD ? "old" : "fresh";
    return aged === "fresh" && isLost(now) ? "old" : aged;
  };
  const isLost = (now) => { const since = lostAt ?? sourceLostAt; return since !== null && now - since >= LOST; };
  const SIGNS = { fresh: "M50 20a30 30 0 1 0 0 60a30 30 0 1 0 0-60z", old: "M4 0h92L62 50l34 50H4l34-50z", dead: "M0 0h100v100H0z", long: "M0 0h100v100H0z", none: "M50 20a30 30 0 1 0 0 60a30 30 0 1 0 0-60z" };
  const ageWords = (state, now) => {
    if (told && told.state !== "shown") return ""; // it shows no data that could be old
    const as = instant(told?.asOf);
    if (!told || as === null) return state === "none" ? words.connecting : words.none;
    const parts = { at: when(as, now), age: span((now - as) / 1000), usual: span(told.expected) };
    if (told.ended) return say(words.final, parts);
    if (state === "fresh" && !told.byChange) return say(words.looked, { at: parts.at, age: span(ageOf(now)) });
    if (state === "fresh" && told.expected <= LIVE) return say(words.live, { ...parts, at: hour(as, true) });
    return say(state === "fresh" ? words.fresh : state === "long" ? words.final : words.old, parts);
  };
  const nextWords = (state, now) => {
    if (pausedAt !== null) return words.paused;
    if (lostAt !== null) return say(words.lost, { at: when(lostAt, now) });
    if (sourceLostAt !== null) return words.silent;
    if (!told?.ended && (state === "dead" || state === "long" || state === "old")) return words.waiting;
    if (told?.isPreview) return words.preview;
    if (told?.isDemo) return words.demo;
    return told && told.byChange && told.expected > LIVE ? say(words.usually, { usual: span(told.expected) }) : "";
  };

  // -- notices: what stands in the place of slides --------------------------------------------------------------------
  const noticeOf = (state, now) => {
    const stop = told && told.state !== "shown" ? told.state : null;
    if (stop === "waiting") { const code = `${told.code.slice(0, 3)} ${told.code.slice(3)}`; return { title: say(words.codeTitle, { code }), text: wasRevoked ? words.revokedText : say(words.codeText, { code: told.code }), look: "quiet" }; }
    if (stop === "counting") return { title: words.countingTitle, text: say(words.countingText, { read: told.read.toLocaleString("vi"), expected: told.expected.toLocaleString("vi") }), look: "quiet" };
    if (stop === "full") return { title: words.fullTitle, text: words.fullText, look: "quiet" };
    if (stop === "bad") return { title: told.title, text: told.text, look: "quiet" };
    if (!told) return { title: words.connecting, text: state === "long" ? words.lostText : "", look: "quiet" };
    if (told.ended) return { ...told.ended, look: "quiet" };
    const as = instant(told.asOf) ?? instant(told.now);
    if (!openUntil(now) && !told.isPreview) {
      const opens = instant(told.opens);
      return { title: words.closedTitle, text: opens ? say(words.closedText, { at: `${hour(opens)}, ${weekday(opens)} ${day(opens)}` }) : "", look: "quiet", isNight: true };
    }
    if (state === "long") {
      if (lostAt !== null) return { title: say(words.lost, { at: when(lostAt, now) }), text: words.lostText, look: "" };
      return { title: say(words.staleTitle, { at: when(as, now) }), text: say(words.staleText, { age: span((now - as) / 1000) }), look: "" };
    }
    if (state === "dead") return { title: say(words.staleTitle, { at: when(as, now) }), text: say(words.staleText, { age: span((now - as) / 1000) }), look: "", ghost };
    if (!slides.children.length) return { title: told.isPublic ? words.withheld : words.nothing, text: "", look: "quiet" };
    return null;
  };
  const showNotice = (told) => {
    const [title, text] = [notice.querySelector("h1"), notice.querySelector("p")];
    if (notice.hidden === !!told) notice.hidden = !told;
    if (slides.hidden === !told) { slides.hidden = !!told; if (!told) suit(); }
    if (!told) return;
    write(title, told.title);
    put(text, [told.text, ...(told.links ?? []).flatMap(([name, href], index) => [index ? ", " : " ", ["a", { href }, name]])]);
    if (notice.className !== `notice ${told.look}`.trim()) notice.className = `notice ${told.look}`.trim();
    put(notice.querySelector(".ghost"), (told.ghost ?? []).map(([name, value]) => ["div", 0, ["p", { className: "s" }, name], ["p", { className: "fig" }, value]]));
  };

  // -- once a second ------------------------------------------------------------------------------------------------
  const moved = { at: performance.now(), place: 0 };
  const PLACES = [[0, 0], [1, 0], [1, 1], [0, 1], [-1, 1], [-1, 0], [-1, -1], [0, -1], [1, -1]];
  const tick = () => {
    const now = clockNow(), state = stateOf(now), stands = noticeOf(state, now);
    write(at("clock"), hour(now));
    write(at("day"), `${capital(weekday(now))} ${day(now)}/${new Date(now).getUTCFullYear()}`);
    const age = state === "long" ? "dead" : state === "fresh" || state === "none" || stands?.look === "quiet" ? "ok" : state;
    if (foot.dataset.age !== age) foot.dataset.age = wall.dataset.age = age;
    put(at("age-sign"), [["span", { className: "sign" }, ["svg", { viewBox: "0 0 100 100" }, ["path", { d: SIGNS[age === "ok" ? "fresh" : age === "dead" ? "dead" : state] }]]]]);
    const aged = ageWords(state, now), next = nextWords(state, now); // which leaves the age less room
    const isWider = aged.length !== at("age").textContent.length || next !== at("next").textContent;
    write(at("age"), aged);
    write(at("next"), next);
    if (isWider) fit(foot);
    showNotice(stands);
    const theme = stands?.isNight ? "night" : daylight;
    if (root.dataset.theme !== theme) root.dataset.theme = theme;
    if (pausedAt !== null && performance.now() - pausedAt > PAUSE) pausedAt = null;
    if (pausedAt === null && !stands && told && performance.now() - since >= told.seconds * 1000) step(1);
    if (performance.now() - moved.at > SHIFT) {
      moved.at = performance.now();
      moved.place = (moved.place + 1) % PLACES.length;
      const [x, y] = PLACES[moved.place];
      wall.style.transform = `translate(calc(${0.4 * x} * var(--u)), calc(${0.4 * y} * var(--u)))`;
    }
    if (performance.now() - asking > ASLEEP || Date.now() - askingWall > ASLEEP) { hearing?.abort(); ask(); } // a chain that sleep broke
  };

  // -- asking ---------------------------------------------------------------------------------------------------------
  let trouble = ""; // the last one, for whoever looks at a screen that is lost
  let asking = performance.now(), askingWall = Date.now(), timer = null;
  const isUpright = () => innerHeight > innerWidth;
  let renewedAt = -RENEW;
  const renew = async (wanted) => { // a new version: only once its document is there, whole
    if (performance.now() - renewedAt < RENEW) return;
    renewedAt = performance.now();
    const page = await fetch(location.href, { cache: "no-store" }).then((each) => (each.ok ? each.text() : "")).catch(() => "");
    if (page.includes(`data-build="${wanted}"`)) location.reload();
  };
  const take = (answer, asked) => {
    if (answer.build !== build) renew(answer.build);
    lostAt = null;
    if (answer.state === "silent" && told?.state === "shown") { // the register is away: old figures age, the clock goes on
      sourceLostAt ??= clockNow();
      return; // nothing that was heard before is newer for it
    }
    heard = asked; // not when it arrived: it may have slept on its way
    sourceLostAt = answer.state === "silent" ? sourceLostAt ?? clockNow() : null;
    if (answer.state === "waiting" || answer.state === "shown") wasRevoked = answer.state === "waiting" && (wasRevoked || told?.state === "shown");
    told = answer.state === "silent" ? null : answer;
    if (answer.state !== "shown") { mark = ""; agency = ""; write(at("agency"), ""); return; }
    if (agency !== answer.agency) { agency = answer.agency; write(at("agency"), agency); fit(wall.querySelector(".head")); }
    if (answer.slides) { ghost = answer.ghost; draw(answer.slides); mark = answer.mark; }
  };
  let hearing = null, current = null;
  const ask = () => (current ??= question().finally(() => { current = null; })); // one at a time: two without a token would be two screens
  const question = async () => {
    clearTimeout(timer);
    asking = performance.now(); askingWall = Date.now();
    const asked = { steady: asking, wall: askingWall };
    hearing = new AbortController();
    const own = hearing, patience = setTimeout(() => own.abort(), PATIENCE);
    try {
      const query = new URLSearchParams(location.search);
      if (isUpright()) query.set("huong", "doc");
      query.set("ban", build);
      if (shown) query.set("chieu", shown);
      if (mark) query.set("co", mark);
      const response = await fetch(`/man-hinh/so-lieu?${query}`, { cache: "no-store", signal: own.signal });
      if (!response.ok) throw new Error(String(response.status));
      take(await response.json(), asked);
    } catch (error) { trouble = String(error); lostAt ??= told ? clockNow() : null; } finally {
      clearTimeout(patience);
      timer = setTimeout(ask, EVERY);
      tick();
    }
  };

  addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "ArrowRight") step(1);
    else if (event.key === "ArrowLeft") step(-1);
    else { pausedAt = pausedAt === null ? performance.now() : null; since = performance.now(); }
    if (event.key.startsWith("Arrow")) pausedAt = performance.now();
    tick();
  });
  addEventListener("resize", () => { suit(); mark = ""; ask(); }); // drawn for its shape, with the words that found no room before
  addEventListener("online", ask);
  addEventListener("pageshow", ask);
  document.addEventListener("visibilitychange", () => { if (!document.hidden) ask(); });
  document.fonts.ready.then(suit);
  setInterval(tick, 1000);
  tick();
  ask();
  window.onestopWall = { step, turn, ask, state: () => ({ told, shown, state: stateOf(clockNow()), lostAt, trouble }) };
})();
