// A single-page application with a page that only who is signed in may see. Its own router is twenty lines; with
// vue-router, `router.beforeEach(guard(client))` stands in the place of `enter`.

const { server, base } = document.documentElement.dataset;
const { createClient, guard } = await import(`${server}/assets/latchkey.js`);

const client = createClient({ baseURL: server, loginPath: `${base}/login` });

const routes = {
  "/": { show: home },
  "/login": { show: login },
  "/orders": { show: orders, meta: { requiresAuth: true } },
};
const mayEnter = guard(client, { login: "/login" });

async function enter(path, replace = false) {
  const url = new URL(path, location.origin);
  const route = routes[url.pathname] ?? routes["/"];
  const to = { path: url.pathname, fullPath: path, query: Object.fromEntries(url.searchParams), meta: route.meta };
  const verdict = await mayEnter(to);
  if (verdict !== true) {
    return enter(verdict.path ? `${verdict.path}?${new URLSearchParams(verdict.query)}` : verdict, replace);
  }
  history[replace ? "replaceState" : "pushState"](null, "", base + path);
  main.replaceChildren(...(await route.show(to)));
}

// What comes from the server becomes text, never markup.
function element(name, properties = {}, ...children) {
  const made = Object.assign(document.createElement(name), properties);
  made.append(...children);
  return made;
}

async function home() {
  return [element("h1", {}, "Home"), element("p", {}, "Everybody may see this.")];
}

async function login(to) {
  const fault = element("p", { role: "alert" });
  const form = element(
    "form",
    {},
    element("label", { htmlFor: "name" }, "E-mail or user name"),
    element("input", { id: "name", name: "login", autocomplete: "username", required: true }),
    element("label", { htmlFor: "password" }, "Password"),
    element("input", { id: "password", name: "password", type: "password", autocomplete: "current-password" }),
    element("button", {}, "Sign in"),
    fault,
  );
  form.onsubmit = async (event) => {
    event.preventDefault();
    try {
      await client.signIn(Object.fromEntries(new FormData(form)));
      // Whoever is signed in is sent on from the login page to the page they asked for.
      await enter(to.fullPath, true);
    } catch (error) {
      fault.textContent = error.message;
    }
  };
  return [element("h1", {}, "Sign in"), form];
}

async function orders() {
  // In place of an API of one's own, which would verify the token with RequireToken.
  const account = await (await client.fetch(`${server}/api/me`)).json();
  return [element("h1", {}, "Orders"), element("p", { id: "orders" }, `No orders yet, ${account.username}.`)];
}

const main = document.querySelector("main");
const out = document.querySelector("#sign-out");
const showAccount = (account) => {
  document.querySelector("#who").textContent = account?.username ?? "";
  out.hidden = !account;
};
client.onChange((account) => {
  showAccount(account);
  if (!account) enter("/", true);
});
out.onclick = () => client.signOut();
document.onclick = (event) => {
  const link = event.target.closest("a");
  if (!link || link.origin !== location.origin) return;
  event.preventDefault();
  enter(link.pathname.slice(base.length) || "/");
};
onpopstate = () => enter(location.pathname.slice(base.length) + location.search, true);

showAccount(await client.getAccount());
await enter((location.pathname.slice(base.length) || "/") + location.search + location.hash, true);
