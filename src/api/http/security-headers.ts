import { IncomingMessage, ServerResponse } from "node:http";
import { Socket } from "node:net";
import helmet, { type HelmetOptions } from "helmet";

/** The answers of the API are data: nothing in them is to be run, shown or framed. */
const forData = { defaultSrc: ["'none'"], frameAncestors: ["'none'"] };

/**
 * The pages run only their own scripts and call only their own server. Nothing is inline, neither scripts
 * nor styles: what an attacker puts into a page does not run.
 */
const forPages = {
  defaultSrc: ["'none'"],
  scriptSrc: ["'self'"],
  styleSrc: ["'self'"],
  imgSrc: ["'self'", "data:"],
  connectSrc: ["'self'"],
  fontSrc: ["'self'"],
  baseUri: ["'none'"],
  formAction: ["'self'"],
  frameAncestors: ["'none'"],
};

const optionsWith = (directives: Record<string, string[]>): HelmetOptions => ({
  contentSecurityPolicy: { useDefaults: false, directives },
  xFrameOptions: { action: "deny" },
});

/** The headers of the pages and their files, as a handler. Each response sets its own caching. */
export const pageHeaders = helmet(optionsWith(forPages));

/**
 * The headers of every answer of the API, as name, value, name, value. Helmet computes them; once, because they are the
 * same for all requests, and setting a dozen headers one by one costs more than all the rest of a small answer.
 */
export function securityHeaders(): readonly string[] {
  const response = new ServerResponse(new IncomingMessage(new Socket()));
  const set = helmet(optionsWith(forData));
  set(response.req, response, () => undefined);
  // Whose purchases they are depends on the token, which no cache looks at.
  response.setHeader("Cache-Control", "no-store");
  return response.getHeaderNames().flatMap((name) => [name, String(response.getHeader(name))]);
}
