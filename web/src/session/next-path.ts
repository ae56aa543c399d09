/** The sign-in page's address, which remembers the requested page and why signing in is needed. */
export function signInPath({ next, expired }: { readonly next: string; readonly expired: boolean }): string {
  const query = new URLSearchParams();
  if (next !== "/") query.set("next", next);
  if (expired) query.set("expired", "1");
  return query.size === 0 ? "/sign-in" : `/sign-in?${query.toString()}`;
}

/** Where to go after signing in: a path of these pages, and never another site's address that a link smuggled in. */
export function nextPath(query: URLSearchParams): string {
  const next = query.get("next");
  if (!next?.startsWith("/")) return "/";
  const url = new URL(next, location.origin);
  // `/.//example.org` has this origin, and a path that is another site's address.
  const isLocal = url.origin === location.origin && !url.pathname.startsWith("//");
  return isLocal ? url.pathname + url.search + url.hash : "/";
}
