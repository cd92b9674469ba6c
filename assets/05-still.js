// Draws what stands still: ["tag", props or 0, child, …]; text and numbers are themselves, "" is no element of its own.
(() => {
  const draw = (node) => {
    if (!Array.isArray(node)) return node;
    const [tag, props, ...children] = node;
    return window.React.createElement(tag || window.React.Fragment, props || null, ...children.map(draw));
  };
  window.onestopParts = { Still: ({ content }) => draw(content) };
})();
