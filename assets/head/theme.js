// Loaded in <head>, before anything is painted: the theme and the language of the page.
(() => {
  const root = document.documentElement;
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const kept = () => { try { return localStorage.getItem("theme"); } catch { return null; } };
  const show = (theme) => { root.dataset.theme = theme; root.dataset.agThemeMode = theme; };
  const follow = () => show(kept() || (dark.matches ? "dark" : "light"));
  const language = () => { root.lang = new URLSearchParams(location.search).get("lang") === "en" ? "en" : "vi"; };
  window.onestopTheme = {
    language,
    turn: () => {
      const theme = root.dataset.theme === "dark" ? "light" : "dark";
      try { localStorage.setItem("theme", theme); } catch { /* private windows keep nothing */ }
      show(theme);
    },
  };
  follow();
  language();
  dark.addEventListener("change", follow);
})();
