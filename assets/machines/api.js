// @ts-check
/* Start Swagger UI on the page about the API. */
(function () {
  const place = document.getElementById("api-try");
  if (!place || !window.SwaggerUIBundle) return;
  window.SwaggerUIBundle({
    url: place.dataset.document,
    domNode: place,
    deepLinking: false,
    docExpansion: "list",
    defaultModelsExpandDepth: -1,
    supportedSubmitMethods: ["get"],
    validatorUrl: null,
    queryConfigEnabled: false,
    persistAuthorization: false,
  });
})();
