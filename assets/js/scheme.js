// Remembers the reader's choice of light or dark. Runs before the page is painted, so that nothing flashes;
// without it the buttons still work, for one page.
(() => {
  const root = document.documentElement;
  // A search that stands in the address: its results get their room before they come.
  root.classList.toggle("asked", /[?&]q=[^&]/.test(location.search));
  const apply = (scheme) => {
    root.dataset.scheme = scheme;
  };
  try {
    apply(localStorage.getItem("scheme") ?? "auto");
    document.addEventListener("DOMContentLoaded", () => {
      const chosen = document.getElementById(`scheme-${root.dataset.scheme}`);
      if (chosen) chosen.checked = true;
    });
    document.addEventListener("change", ({ target }) => {
      if (target.name !== "scheme") return;
      apply(target.value);
      localStorage.setItem("scheme", target.value);
    });
  } catch {
    // Storage is refused: the choice holds for this page.
  }
})();
