// A real OpenID Connect provider for tests: node provider.mjs PORT REDIRECT_URI…
// Whoever types a name is that person: NAME@example.org is theirs, and verified unless the name
// begins with "unverified". It says "ready" once it listens.
import http from "node:http";
import Provider from "oidc-provider";

const [port, ...redirects] = process.argv.slice(2);
const issuer = `http://127.0.0.1:${port}`;

const provider = new Provider(issuer, {
  clients: [
    {
      client_id: "portal",
      client_secret: "a secret between the two",
      redirect_uris: redirects,
      grant_types: ["authorization_code"],
      response_types: ["code"],
    },
  ],
  cookies: { keys: ["only for tests"] },
  claims: { openid: ["sub"], email: ["email", "email_verified"], profile: ["name"] },
  pkce: { required: () => true },
  features: { devInteractions: { enabled: false } },
  interactions: { url: (_context, interaction) => `/interaction/${interaction.uid}` },
  findAccount: (_context, id) => ({
    accountId: id,
    claims: () => ({
      sub: id,
      name: id,
      email: `${id}@example.org`,
      email_verified: !id.startsWith("unverified"),
    }),
  }),
  // Nobody is asked for consent: the portal is the organisation's own.
  loadExistingGrant: async (context) => {
    const { client, session } = context.oidc;
    const grant = new context.oidc.provider.Grant({ clientId: client.clientId, accountId: session.accountId });
    grant.addOIDCScope("openid email profile");
    await grant.save();
    return grant;
  },
});

const FORM = `<!DOCTYPE html><html lang="en"><title>Provider</title><form method="post">
<label>Who are you? <input name="login" autofocus></label><button>Continue</button></form></html>`;

async function interact(request, response) {
  if (request.method === "GET") {
    response.writeHead(200, { "Content-Type": "text/html" }).end(FORM);
    return;
  }
  let body = "";
  for await (const part of request) body += part;
  const accountId = new URLSearchParams(body).get("login");
  const result = accountId ? { login: { accountId } } : { error: "access_denied" };
  await provider.interactionFinished(request, response, result, { mergeWithLastSubmission: false });
}

const answer = provider.callback();
http
  .createServer((request, response) => {
    if (!request.url.startsWith("/interaction/")) return answer(request, response);
    return interact(request, response).catch((error) => response.writeHead(500).end(String(error)));
  })
  .listen(Number(port), "127.0.0.1", () => console.log("ready"));
