// Charts: Vietnamese words and separators, nothing sent anywhere, a narrow form, a printed form.
(() => {
  if (!window.Plotly) return;
  const months = Array.from({ length: 12 }, (_, i) => `Tháng ${i + 1}`);
  const days = ["Chủ nhật", "Thứ Hai", "Thứ Ba", "Thứ Tư", "Thứ Năm", "Thứ Sáu", "Thứ Bảy"];
  Plotly.register({
    moduleType: "locale",
    name: "vi",
    dictionary: {},
    format: {
      days, shortDays: ["CN", "T2", "T3", "T4", "T5", "T6", "T7"],
      months, shortMonths: months.map((_, i) => `Th${i + 1}`),
      date: "%d/%m/%Y", time: "%H:%M:%S", dateTime: "%H:%M:%S %d/%m/%Y",
      year: "%Y", month: "%m/%Y", dayMonth: "%d/%m", dayMonthYear: "%d/%m/%Y",
      decimal: ",", thousands: ".", grouping: [3], currency: ["", " ₫"],
    },
  });
  Plotly.setPlotConfig({ locale: document.documentElement.lang || "vi", showSendToCloud: false, plotlyServerURL: "" });

  // A chart says in layout.meta what changes when it is narrow; it is applied before drawing, so nothing is drawn twice.
  const NARROW = 560;
  const fitted = (element, layout) => {
    const form = layout && layout.meta && layout.meta[element.clientWidth < NARROW ? "narrow" : "wide"];
    return form ? { ...layout, ...form } : layout;
  };
  const react = Plotly.react;
  Plotly.react = (element, figure, ...rest) => {
    const at = typeof element === "string" ? document.getElementById(element) : element;
    if (figure && figure.layout && at) figure = { ...figure, layout: fitted(at, figure.layout) };
    return react(element, figure, ...rest);
  };
  const charts = () => [...document.querySelectorAll(".js-plotly-plot")];
  const refit = () => charts().forEach((each) => {
    if (each.layout && each.layout.meta) Plotly.relayout(each, fitted(each, { meta: each.layout.meta }));
  });
  matchMedia(`(max-width: ${NARROW + 32}px)`).addEventListener("change", refit);

  // Paper is narrower than the screen and has no second chance.
  const PAPER = 680;
  addEventListener("beforeprint", () => charts().forEach((each) => Plotly.relayout(each, { width: PAPER })));
  addEventListener("afterprint", () => charts().forEach((each) => Plotly.relayout(each, { width: null, autosize: true })));
})();
