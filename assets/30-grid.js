// The grid's words, numbers, days and the two cells that are more than text.
(() => {
  const lang = () => document.documentElement.lang || "vi";
  const separators = { thousandSeparator: ".", decimalSeparator: "," }; // the package has them the English way
  const isoDay = /^(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d:\d\d))?/;

  const number = (value, places = 0) =>
    value === null || value === undefined ? "" : new Intl.NumberFormat(lang() === "en" ? "en-GB" : "vi-VN",
      { minimumFractionDigits: places, maximumFractionDigits: places, useGrouping: true }).format(value);
  const day = (value) => {
    const told = isoDay.exec(value || "");
    return told ? `${told[3]}/${told[2]}/${told[1]}` : value || "";
  };
  const instant = (value) => {
    const told = isoDay.exec(value || "");
    return told ? `${told[4] ? `${told[4]}, ` : ""}${day(value)}` : value || "";
  };
  const gridWord = (key, fallback, values) => {
    const words = lang() === "en" ? {} : { ...window.onestopGridWords, ...separators, noRowsToShow: "Không có hồ sơ nào khớp" };
    const text = words[key] || fallback;
    return (values || []).reduce((told, value) => told.replace("${variable}", value), text);
  };
  window.dashAgGridFunctions = Object.assign({}, window.dashAgGridFunctions, { number, day, instant, gridWord });

  // The grid itself is a quarter of all script and stands on one page: it is fetched when it is first drawn.
  const SCRIPT = "/_dash-component-suites/dash_ag_grid/dash_ag_grid.min.js";
  let fetched = null;
  const fetchGrid = () => (fetched ||= new Promise((done) => {
    const load = () => {
      const script = document.createElement("script");
      const again = () => { script.remove(); setTimeout(load, 3000); };
      document.head.append(Object.assign(script, { src: SCRIPT, onload: done, onerror: again }));
    };
    load(); // what comes takes the place of the stand-in below
  }));
  const StandIn = (props) => {
    const [isThere, arrived] = window.React.useState(false);
    window.React.useEffect(() => { fetchGrid().then(() => arrived(true)); }, []);
    return isThere ? window.React.createElement(window.dash_ag_grid.AgGrid, props) : null;
  };
  window.dash_ag_grid ||= {
    AgGrid: StandIn,
    getApi: () => null,
    getApiAsync: (id) => fetchGrid().then(() => window.dash_ag_grid.getApiAsync(id)),
  };
  if (location.pathname === "/ho-so" && !/[?&]in=1/.test(location.search)) fetchGrid();

  const element = (...parts) => window.React.createElement(...parts);
  const go = (href) => (event) => window.dash_clientside.onestop.follow(event, href);
  const components = {
    // props.hrefField names the column that holds the address
    GridLink: (props) => {
      const href = props.data && props.data[props.hrefField || "href"];
      if (!href) return element("span", null, props.value || "");
      const code = element("a", { href, onClick: go(href) }, props.value);
      const where = [props.data.step, props.data.unit].filter(Boolean).join(", ");
      return element("span", null, code, where && element("span", { className: "cell__below" }, where)); // shown on a phone
    },
    // props.most is the length of the scale
    GridBar: (props) => {
      if (props.value === null || props.value === undefined) return element("span", null, props.data ? "–" : "");
      const share = Math.max(0, Math.min(1, props.value / (props.most || 1)));
      return element("span", { className: "bar" },
        element("span", null, number(props.value)),
        element("span", { className: "bar__track" }, element("i", {
          className: props.value > props.most ? "bar__fill bar__fill--off" : "bar__fill", style: { width: `${100 * share}%` } })));
    },
  };
  window.dashAgGridComponentFunctions = Object.assign({}, window.dashAgGridComponentFunctions, components);
})();
