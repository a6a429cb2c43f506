// @ts-check
/* Rules for the scripts that browsers run (assets/js, classic scripts) and for their tests. */
import js from "@eslint/js";
import globals from "globals";

const MEANINGLESS = ["told", "found", "kept", "own", "one", "said", "known", "gone"];

export default [
  { ignores: ["node_modules/", "var/", ".venv/"] },
  js.configs.recommended,
  {
    rules: {
      "consistent-return": "off",
      curly: ["error", "multi-line"],
      eqeqeq: "error",
      "id-denylist": ["error", ...MEANINGLESS],
      "max-lines": ["error", 400],
      "no-implicit-globals": "error",
      "no-shadow": "error",
      "no-unused-vars": ["error", { argsIgnorePattern: "^_", caughtErrors: "none" }],
      "no-var": "error",
      "object-shorthand": "error",
      "prefer-const": "error",
    },
  },
  { files: ["assets/**/*.js"], languageOptions: { sourceType: "script", globals: globals.browser }, rules: { strict: "off" } },
  { files: ["tools/**/*.js"], languageOptions: { sourceType: "script", globals: globals.browser }, rules: { "no-unused-expressions": "off" } },
  { files: ["**/*.mjs"], languageOptions: { globals: globals.node } },
];
