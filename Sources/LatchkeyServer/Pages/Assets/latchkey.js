// Latchkey in the browser: signs in, keeps the tokens, refreshes them once for all tabs, and signs all tabs out.
// An ES module without dependencies; types in latchkey.d.ts. Never logs anything.

/** Why the server refused, or `offline` where it did not answer. */
export class LatchkeyError extends Error {
  constructor(status, problem = {}) {
    super(problem.detail || problem.title || "The server does not answer.");
    this.status = status;
    this.code = problem.code || (status ? "unknown" : "offline");
    this.errors = problem.errors || [];
    this.loginToken = problem.login_token;
  }
}

// A token is renewed this long before its end: a request needs time, too.
const MARGIN = 10_000;

/** A client for the server at `baseURL`, this page's own origin by default. */
export function createClient({
  baseURL = "",
  storage = "cookie",
  apiOrigins = [],
  loginPath = "/login",
  navigate = (path) => location.assign(path),
} = {}) {
  const base = new URL(baseURL.replace(/\/*$/, "/"), location.href);
  const origins = new Set([location.origin, base.origin, ...apiOrigins]);
  const name = `latchkey:${base.href}`;
  const store = { local: () => localStorage, session: () => sessionStorage }[storage]?.();
  const channel = new BroadcastChannel(name);
  const listeners = new Set();
  // What this tab holds: {access, expiresAt, refresh?, account}, or null when it is signed out.
  let held = store ? JSON.parse(store.getItem(name) || "null") : null;
  // The cookie cannot be read: whether there is a session shows at the first refresh.
  let isUnknown = storage === "cookie";

  const session = (tokens) => JSON.parse(atob(tokens.access.split(".")[1].replace(/-/g, "+").replace(/_/g, "/"))).sid;

  const hold = (tokens, isOwn = true) => {
    isUnknown = false;
    const before = JSON.stringify(held?.account ?? null);
    held = tokens;
    if (store && tokens) store.setItem(name, JSON.stringify(tokens));
    else store?.removeItem(name);
    // A copied tab holds the same session: it must not come with a refresh token that this one has used up.
    if (isOwn) channel.postMessage(tokens);
    if (JSON.stringify(tokens?.account ?? null) !== before) {
      listeners.forEach((listener) => listener(tokens?.account ?? null));
    }
  };

  channel.onmessage = ({ data }) => {
    const isShared = storage === "cookie" || storage === "local";
    if (!data) {
      // Signing out in one tab signs out all, those with a session of their own as well.
      if (held && !isShared) call("api/logout", { refresh_token: held.refresh }).catch(() => {});
      if (held || isUnknown) hold(null, false);
    } else if (isShared || (held && session(held) === session(data))) {
      hold(data, false);
    }
  };

  const call = async (path, body, headers = {}) => {
    let response;
    try {
      response = await fetch(new URL(path, base), {
        method: body ? "POST" : "GET",
        headers: body ? { "Content-Type": "application/json", ...headers } : headers,
        body: body && JSON.stringify(body),
        credentials: storage === "cookie" ? "include" : "omit",
        cache: "no-store",
      });
    } catch {
      throw new LatchkeyError(0);
    }
    const json = await response.json().catch(() => ({}));
    if (!response.ok) throw new LatchkeyError(response.status, json);
    return json;
  };

  const take = (body) => {
    const expiresAt = Date.now() + body.expires_in * 1000;
    hold({ access: body.access_token, expiresAt, refresh: body.refresh_token, account: body.account });
    return body.account;
  };

  // One tab at a time; where the browser has no locks, one request of this tab at a time.
  let waiting = Promise.resolve();
  const alone = (work) =>
    navigator.locks ? navigator.locks.request(name, work) : (waiting = waiting.then(work, work));

  // New tokens in place of `used`, unless somebody has brought them meanwhile. Null: signed out.
  const refresh = (used) =>
    alone(async () => {
      if (storage === "local") held = JSON.parse(store.getItem(name) || "null");
      if (!held && !isUnknown) return null;
      if (held && held.access !== used && held.expiresAt - MARGIN > Date.now()) return held;
      try {
        take(await call("api/refresh", storage === "cookie" ? {} : { refresh_token: held.refresh }));
      } catch (error) {
        // Only a verdict ends the session: a server that is away or busy will be back.
        const isOver = error.status === 401 || (error.status === 400 && storage === "cookie");
        if (!isOver) throw error;
        hold(null, !isUnknown);
      }
      return held;
    });

  const tokens = async (used) =>
    held && held.access !== used && held.expiresAt - MARGIN > Date.now() ? held : refresh(used ?? held?.access);

  const transport = storage === "cookie" ? { transport: "cookie" } : {};

  const client = {
    loginPath,
    /** Makes an account and signs in. */
    signUp: async (fields) => take(await call("api/signup", { ...fields, ...transport })),
    /** Signs in by name and password, or finishes with `{login_token, code}`. */
    signIn: async (fields) =>
      take(await call(fields.login_token ? "api/login/second-factor" : "api/login", { ...fields, ...transport })),
    /** Signs out in all tabs, here at once and on the server if it can be reached; `others`: other devices only. */
    signOut: async (scope = "this") => {
      const last = held ?? (await tokens().catch(() => null));
      if (scope !== "others") hold(null);
      if (!last) return;
      const proof = last.refresh ? { refresh_token: last.refresh } : {};
      const headers = last.refresh ? {} : { Authorization: `Bearer ${last.access}` };
      await call("api/logout", { scope, ...proof }, headers).catch((error) => {
        if (error.status !== 401) throw error;
      });
    },
    /** The account, or null when nobody is signed in. */
    getAccount: async () => (await tokens())?.account ?? null,
    /** An access token that is good for some seconds at least, or null. */
    getAccessToken: async (used) => (await tokens(used))?.access ?? null,
    /** Signs out here, and goes to the login page, which leads back. */
    goToLogin: () => {
      if (held) hold(null);
      const here = location.pathname + location.search + location.hash;
      if (location.pathname !== loginPath) navigate(`${loginPath}?redirect=${encodeURIComponent(here)}`);
    },
    /** Whether requests to this address get the token. */
    isOwn: (url) => origins.has(new URL(url, location.href).origin),
    /** As `fetch`, with the token; a 401 is answered with one refresh and one repetition. */
    fetch: async (input, init) => {
      const request = new Request(input, init);
      if (!client.isOwn(request.url)) return fetch(request);
      const send = (access) => {
        const copy = request.clone();
        if (access && !copy.headers.has("Authorization")) copy.headers.set("Authorization", `Bearer ${access}`);
        return fetch(copy);
      };
      const access = await client.getAccessToken();
      const response = await send(access);
      if (response.status !== 401) return response;
      const renewed = access && (await client.getAccessToken(access));
      const repeated = renewed ? await send(renewed) : response;
      if (repeated.status === 401) client.goToLogin();
      return repeated;
    },
    /** Calls back with the account, or null, whenever it changes in any tab; returns what ends it. */
    onChange: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
  return client;
}

/** Lets an axios instance do as `client.fetch` does: `axiosInterceptors(client).install(axios)`. */
export function axiosInterceptors(client) {
  const request = async (config) => {
    if (!client.isOwn(axiosURL(config))) return config;
    const access = await client.getAccessToken(config.latchkeyUsed);
    if (access) config.headers.Authorization = `Bearer ${access}`;
    config.latchkeyAccess = access;
    return config;
  };
  const failure = (axios) => async (error) => {
    const { config, response } = error;
    if (response?.status !== 401 || !config || !client.isOwn(axiosURL(config))) throw error;
    const { latchkeyAccess: access, latchkeyUsed: used } = config;
    const renewed = access && !used && (await client.getAccessToken(access));
    if (renewed) return axios.request({ ...config, latchkeyUsed: access });
    client.goToLogin();
    throw error;
  };
  return {
    request,
    failure,
    install: (axios) => {
      axios.interceptors.request.use(request);
      axios.interceptors.response.use((response) => response, failure(axios));
    },
  };
}

const axiosURL = ({ url = "", baseURL = "" }) => (/^([a-z]+:)?\/\//i.test(url) ? url : `${baseURL}${url}`);

/** The path in `?redirect=`, if it is one of this origin; another never. */
export function redirectTarget(search = location.search, home = "/") {
  const path = new URLSearchParams(search).get("redirect") ?? "";
  // A browser reads a backslash as a slash, and leaves out tabs and line breaks.
  return /^\/(?![/\\])[^\\\u0000-\u001f]*$/.test(path) ? path : home;
}

/**
 * For `router.beforeEach` of vue-router: routes with `meta.requiresAuth` need an account, the login page needs none.
 * With `next: true` it calls `next`, as vue-router 3 asks.
 */
export function guard(client, { home = "/", next = false, login = client.loginPath } = {}) {
  const decide = async (to) => {
    const needsAccount = to.matched?.some((route) => route.meta.requiresAuth) ?? to.meta?.requiresAuth;
    if (to.path !== login && !needsAccount) return true;
    const account = await client.getAccount();
    if (to.path === login) return account ? redirectTarget(new URLSearchParams(to.query), home) : true;
    return account ? true : { path: login, query: { redirect: to.fullPath } };
  };
  if (!next) return (to) => decide(to);
  return (to, from, proceed) => decide(to).then((place) => proceed(place === true ? undefined : place), proceed);
}

/** For pages without a router: the account, or the way to the login page. */
export async function requireAccount(client) {
  const account = await client.getAccount();
  if (!account) client.goToLogin();
  return account;
}
