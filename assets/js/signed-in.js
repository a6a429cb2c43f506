/* What only people with an account need is fetched only where the marker cookie names one. */
(function () {
  if (!document.cookie.split("; ").includes("portal_signed_in=1")) return;
  const visiting = window.location.pathname.startsWith("/visits");
  for (const name of ["asking", "gather", "partner", "editor", ...(visiting ? ["visit-notes", "visit"] : [])]) {
    const script = document.createElement("script");
    Object.assign(script, { src: `/assets/js/signed-in/${name}.js`, async: false });
    document.head.append(script);
  }
})();
