/** A browser without pages: keeps cookies by host and port, and follows no redirect by itself. */
export interface CookieJar {
  get(url: string | URL, headers?: Readonly<Record<string, string>>): Promise<Response>;
  /** What it keeps for an address, by name. */
  cookiesOf(url: string | URL): Map<string, string>;
}

export function createCookieJar(): CookieJar {
  const jars = new Map<string, Map<string, string>>();
  const cookiesOf = (url: string | URL): Map<string, string> => {
    const { host } = new URL(url);
    const jar = jars.get(host) ?? new Map<string, string>();
    jars.set(host, jar);
    return jar;
  };
  return {
    cookiesOf,
    async get(url, headers = {}) {
      const jar = cookiesOf(url);
      const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join("; ");
      const response = await fetch(url, { redirect: "manual", headers: { Cookie: cookie, ...headers } });
      for (const set of response.headers.getSetCookie()) {
        const [, name = "", value = ""] = /^([^=]+)=([^;]*)/.exec(set) ?? [];
        if (value === "" || /max-age=0/i.test(set)) jar.delete(name);
        else jar.set(name, value);
      }
      return response;
    },
  };
}
