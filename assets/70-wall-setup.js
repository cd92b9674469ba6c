// The set-up of a wall screen: each change asks for the sizes and the address, and shows the screen itself.
(() => {
  const PATH = "/man-hinh/cai-dat", STATUS = "/man-hinh/tinh-trang", EVERY = 10000; // ms between two looks at the screens
  const NUMBERS = ["giay", "inch", "met"], NOTHING = "?"; // sent for what is empty, so that the answer says what is missing
  const form = () => document.getElementById("screen-form");
  const one = (selector) => document.querySelector(selector);
  let asked = 0, shown = "";
  const kept = () => new URLSearchParams(location.hash.slice(1));
  const query = (told) => {
    const values = new FormData(told), parts = new URLSearchParams();
    parts.set("don-vi", values.get("don-vi") || NOTHING);
    parts.set("trang", values.getAll("trang").join(",") || NOTHING);
    for (const name of NUMBERS) parts.set(name, String(values.get(name) || NOTHING).replace(".", ","));
    if (kept().has("ky")) parts.set("ky", kept().get("ky")); // no field of the form: which months it tells of
    for (const name of ["nen", "public"]) if (values.get(name)) parts.set(name, values.get(name));
    return parts;
  };
  // The form is what its address says after "#": it may be kept, sent, and opened again.
  const restore = (told) => {
    const parts = kept(), list = told.querySelector(".screen__slides");
    const agency = told.elements["don-vi"], wanted = parts.get("don-vi");
    if (wanted !== null) agency.value = wanted; // one that is no more leaves nothing chosen: no other takes its place
    for (const name of NUMBERS) if (parts.has(name)) told.elements[name].value = parts.get(name) === NOTHING ? "" : parts.get(name).replace(",", ".");
    for (const each of told.querySelectorAll('[name="nen"]')) if (parts.has("nen")) each.checked = each.value === parts.get("nen");
    if (location.hash.length > 1) told.elements.public.checked = parts.get("public") === "1";
    if (!parts.has("trang")) return;
    const boxes = [...told.querySelectorAll('[name="trang"]')].sort((one, other) => one.dataset.number - other.dataset.number);
    const chosen = parts.get("trang").split(",").map((each) => boxes[Number(each) - 1]?.value ?? each); // by number, too
    const place = (box) => { const at = chosen.indexOf(box.value); return at < 0 ? chosen.length : at; };
    for (const box of boxes) box.checked = chosen.includes(box.value);
    boxes.sort((one, other) => place(one) - place(other)).forEach((box) => list.append(box.closest("li")));
  };
  const complain = (told, problems) => {
    for (const node of document.querySelectorAll("[data-problem]")) {
      node.textContent = problems[node.dataset.problem] ?? "";
      told.elements[node.dataset.problem]?.setAttribute?.("aria-invalid", String(node.textContent !== ""));
    }
  };
  const write = (name, text) => { const node = one(`[data-says="${name}"]`); if (node) node.textContent = text; };
  const work = async () => {
    const told = form();
    if (!told) return;
    const parts = query(told), mine = ++asked, lang = new URLSearchParams(location.search).get("lang");
    history.replaceState(history.state, "", `#${parts}`);
    if (lang === "en") parts.set("lang", lang);
    const answer = await fetch(`${PATH}/tinh?${parts}`).then((response) => response.json()).catch(() => ({ problems: { address: form().dataset.lost } }));
    if (mine !== asked) return;
    for (const name of ["round", "legible", "sizes", "distance"]) write(name, answer[name] ?? "");
    one(".screen")?.classList.toggle("screen--wrong", !answer.address);
    write("address", answer.address ? `${location.origin}${answer.address}` : "");
    complain(told, answer.problems ?? {});
    const copy = one('[data-act="copy-screen"]'), way = one('[data-says="open"]');
    copy.disabled = !answer.address; // an address that is wrong is neither copied nor opened
    if (!answer.address) { way.removeAttribute("href"); return; }
    const frame = one(".screen__view iframe"), open = one('[data-says="open"]');
    open.href = answer.address;
    one(".screen__qr").src = `${PATH}/qr.svg?dia-chi=${encodeURIComponent(location.origin + answer.address)}`;
    if (shown !== answer.address || !frame.src) { shown = answer.address; frame.src = `${answer.address}&xem-truoc=1`; }
  };
  const begin = () => {
    const told = form();
    if (!told || told.dataset.begun) return;
    told.dataset.begun = "1";
    shown = "";
    restore(told);
    work();
  };
  addEventListener("hashchange", () => { const told = form(); if (told) { restore(told); work(); } });
  document.addEventListener("input", (event) => { if (event.target.closest?.("#screen-form")) work(); });
  document.addEventListener("submit", (event) => { if (event.target.closest?.("#screen-form")) event.preventDefault(); });
  document.addEventListener("click", async (event) => {
    const mover = event.target.closest?.(".screen__slides [data-by]");
    if (mover) {
      const item = mover.closest("li"), by = Number(mover.dataset.by), other = by < 0 ? item.previousElementSibling : item.nextElementSibling;
      if (other) { if (by < 0) other.before(item); else other.after(item); mover.focus(); work(); }
    }
    const copy = event.target.closest?.('[data-act="copy-screen"]');
    if (copy) {
      await navigator.clipboard?.writeText(one('[data-says="address"]').textContent);
      copy.textContent = copy.dataset.done;
    }
  });
  new MutationObserver(begin).observe(document.documentElement, { childList: true, subtree: true });
  let turn = 0;
  setInterval(() => { // screens give signs of life that are no data
    if (location.pathname === STATUS && !document.hidden) window.dash_clientside?.set_props?.("pulse", { data: { felt: null, turn: `screens ${(turn += 1)}` } });
  }, EVERY);
})();
