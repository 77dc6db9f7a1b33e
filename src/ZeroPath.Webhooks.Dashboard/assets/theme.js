// @ts-check
// Before anything is drawn, so that the page does not flash in the wrong colours. A classic script, as modules wait.
(() => {
  const chosen = localStorage.getItem('zeropath-webhooks-theme');
  if (chosen === 'light' || chosen === 'dark') {
    document.documentElement.dataset.theme = chosen;
  }
})();
