/** Latchkey in the browser; see latchkey.js. */

export interface Account {
  id: string;
  email: string | null;
  username: string | null;
  name: string | null;
  email_verified: boolean;
  roles: string[];
  created_at: string;
}

/**
 * Where the tokens are kept.
 * - `cookie`: the access token in memory, the refresh token in a cookie that no script can read; survives a reload.
 * - `memory`: both in memory; gone with the page.
 * - `session`: both in sessionStorage; gone with the tab.
 * - `local`: both in localStorage; any script of the origin can read them.
 */
export type Storage = "cookie" | "memory" | "session" | "local";

export interface Options {
  /** Where the server is; this page's own origin by default. */
  baseURL?: string;
  storage?: Storage;
  /** Further origins whose requests get the token, beside this page's and the server's. */
  apiOrigins?: string[];
  /** The login page; `/login` by default. */
  loginPath?: string;
  /** How to go there; `location.assign` by default. */
  navigate?: (path: string) => void;
}

export class LatchkeyError extends Error {
  /** The status of the answer; 0 where there was none. */
  readonly status: number;
  /** A code of the server's closed list, or `offline`. */
  readonly code: string;
  readonly errors: { field: string; code: string }[];
  /** With `second_factor_required`: what `signIn` wants back with the code. */
  readonly loginToken?: string;
}

export interface SignUpFields {
  email?: string;
  username?: string;
  name?: string;
  password: string;
}

export type SignInFields =
  | { login: string; password: string }
  | { email: string; password: string }
  | { username: string; password: string }
  | { login_token: string; code: string };

export interface Client {
  readonly loginPath: string;
  signUp(fields: SignUpFields): Promise<Account>;
  signIn(fields: SignInFields): Promise<Account>;
  /** Signs out in all tabs, here at once and on the server if it can be reached; `others`: other devices only. */
  signOut(scope?: "this" | "others" | "all"): Promise<void>;
  getAccount(): Promise<Account | null>;
  /** An access token that is good for some seconds at least; another than `used`, where that was refused. */
  getAccessToken(used?: string): Promise<string | null>;
  /** As the browser's own `fetch`, with the token on requests to own origins. */
  fetch(input: RequestInfo | URL, init?: RequestInit): Promise<Response>;
  /** Whether requests to this address get the token. */
  isOwn(url: string | URL): boolean;
  /** Signs out here, and goes to the login page, which leads back. */
  goToLogin(): void;
  onChange(listener: (account: Account | null) => void): () => void;
}

export function createClient(options?: Options): Client;

/** For an axios instance: `axiosInterceptors(client).install(axios)`. */
export function axiosInterceptors(client: Client): {
  request(config: any): Promise<any>;
  failure(axios: any): (error: any) => Promise<any>;
  install(axios: any): void;
};

/** The path in `?redirect=`, if it is one of this origin; `home` otherwise. */
export function redirectTarget(search?: string | URLSearchParams, home?: string): string;

/** For `router.beforeEach`: routes with `meta.requiresAuth` need an account, the login page needs none. */
export function guard(client: Client, options?: { home?: string; login?: string; next?: false }): (to: any) => Promise<any>;
/** As vue-router 3 asks. */
export function guard(
  client: Client,
  options: { home?: string; login?: string; next: true },
): (to: any, from: any, next: (place?: any) => void) => Promise<void>;

/** For pages without a router: the account, or null on the way to the login page. */
export function requireAccount(client: Client): Promise<Account | null>;
