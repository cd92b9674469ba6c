// What of a slide lies off the screen, is cut, too small, too faint, or over something else.
zoom => {
  const found = [], W = innerWidth, H = innerHeight, unit = Math.max(W, H) / 100;
  const page = document.querySelector(".page.on"), bounds = page.getBoundingClientRect();
  const rgb = (text) => text.match(/[\d.]+/g).map(Number);
  const light = ([r, g, b]) => [r, g, b].map((v) => (v /= 255) <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4)
    .reduce((sum, v, i) => sum + v * [0.2126, 0.7152, 0.0722][i], 0);
  const contrast = (a, b) => { const [x, y] = [light(a), light(b)].sort((p, q) => q - p); return (x + 0.05) / (y + 0.05); };
  const ground = rgb(getComputedStyle(document.querySelector(".wall")).backgroundColor);
  const inkOf = (figure, node) => {
    const range = document.createRange(), own = figure.getBoundingClientRect();
    range.selectNodeContents(node);
    const { left, right } = range.getBoundingClientRect();
    return { left, right, width: right - left, top: own.top, bottom: own.bottom };
  };
  const texts = [];
  for (const node of document.querySelectorAll(".head *, .foot *, .page.on *")) {
    if (![...node.childNodes].some((each) => each.nodeType === 3 && each.data.trim())) continue;
    const style = getComputedStyle(node), range = document.createRange();
    range.selectNodeContents(node);
    const figure = node.closest(".fig, .hero"); // set so tight that its line is its ink
    const box = node.localName === "text" ? node.getBoundingClientRect() : figure && !node.matches(".s") ? inkOf(figure, node) : range.getBoundingClientRect();
    if (!box.width) continue;
    const isSvg = node.localName === "text", words = node.textContent.trim().slice(0, 50);
    const scale = isSvg ? node.getScreenCTM().a : 1, size = parseFloat(style.fontSize) * scale;
    if (box.left < -1 || box.right > W + 1 || box.top < -1 || box.bottom > H + 1) found.push(["off the screen", words]);
    if (page.contains(node) && !isSvg && box.bottom > bounds.bottom + 0.35 * size) found.push(["below its slide", words]);
    const holder = node.closest(".fit") ?? node;
    if (!isSvg && holder.clientWidth && getComputedStyle(holder).overflow === "hidden" && box.right > holder.getBoundingClientRect().right + 1.5) found.push(["clipped", words]);
    if (size < 2.1 * unit * zoom - 0.5 && !node.classList.contains("unit")) found.push([`small: ${size.toFixed(1)}`, words]);
    const ink = contrast(rgb(isSvg ? style.fill : style.color), ground), least = node.matches(".fig, .hero, .fig *, .hero *") && !node.matches(".s") ? 7 : 4.5;
    if (ink < least) found.push([`contrast ${ink.toFixed(2)}`, words]);
    texts.push({ node, words, box, size });
  }
  for (const [i, a] of texts.entries()) for (const b of texts.slice(i + 1)) {
    if (a.node.contains(b.node) || b.node.contains(a.node)) continue;
    const wide = Math.min(a.box.right, b.box.right) - Math.max(a.box.left, b.box.left);
    const slack = 0.36 * Math.min(a.size, b.size); // of a line there is air above and below the letters
    const high = Math.min(a.box.bottom, b.box.bottom) - Math.max(a.box.top, b.box.top);
    if (wide > 2 && high > slack) found.push(["over each other", `${a.words} | ${b.words}`]);
  }
  return found;
}
