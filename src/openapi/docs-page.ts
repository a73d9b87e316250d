/** The files of swagger-ui-dist that the page needs; nothing comes from elsewhere. */
export const PAGE_ASSETS = ['swagger-ui.css', 'swagger-ui-bundle.js', 'favicon-32x32.png'] as const;

/**
 * What the page may load and ask: this service alone. Swagger UI styles elements by attributes and has its pictures in
 * `data:` addresses; of its markup nothing is sent anywhere.
 */
export const PAGE_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

/** The page at `/docs`. Its addresses are relative, so that it also works below the path of a reverse proxy. */
export const DOCS_PAGE = `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <title>LLM Proxy Service</title>
    <link rel="stylesheet" href="./docs/swagger-ui.css" />
    <link rel="icon" type="image/png" href="./docs/favicon-32x32.png" />
  </head>
  <body>
    <div id="swagger-ui"></div>
    <script src="./docs/swagger-ui-bundle.js"></script>
    <script src="./docs/start.js"></script>
  </body>
</html>
`;

/**
 * Components of Swagger UI that draw nothing but what they are given. It draws them again at every change of its state, and a
 * press of "Execute" is several: with the descriptions of this page that was a third of the browser's time.
 */
const DRAWN_ONCE = [
  'Markdown',
  'HighlightCode',
  'SyntaxHighlighter',
  'CopyToClipboardBtn',
  'JumpToPath',
  'authorizeOperationBtn',
  'LockAuthOperationIcon',
  'UnlockAuthOperationIcon',
];

/** A plugin by which they depend on nothing of the state (its `withConnect` asks a component what it depends on). */
const DRAW_ONCE = `(Component, { React }) => {
  function DrawnOnce(given) {
    return React.createElement(Component, given);
  }
  DrawnOnce.prototype.mapStateToProps = () => ({});
  return DrawnOnce;
}`;

/**
 * The script that starts Swagger UI.
 * @param knownKey the key of the examples, where the service accepts it: "Try it out" then works at once
 */
export function startScript(knownKey: string | undefined): string {
  const options = {
    url: './openapi.json',
    dom_id: '#swagger-ui',
    deepLinking: true,
    tryItOutEnabled: true,
    displayRequestDuration: true,
    defaultModelsExpandDepth: 0,
    // Swagger's own validator is a service on the internet.
    validatorUrl: null,
  };
  const ready =
    knownKey === undefined
      ? ''
      : `options.onComplete = () => ui.preauthorizeApiKey('bearer', ${JSON.stringify(knownKey)});\n`;
  const wrapped = DRAWN_ONCE.map((name) => `${name}: drawOnce`).join(', ');
  return `const options = ${JSON.stringify(options)};
const drawOnce = ${DRAW_ONCE};
options.plugins = [{ wrapComponents: { ${wrapped} } }];
${ready}const ui = SwaggerUIBundle(options);
`;
}
