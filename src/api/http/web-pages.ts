import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import compression from "compression";
import express, { type Express, type Request, type RequestHandler, type Response } from "express";
import { LedgerError } from "../../errors.js";
import { packageFile } from "../../program-files.js";
import { contextOf } from "./request-context.js";
import { refuseMethod } from "./routing.js";
import { pageHeaders } from "./security-headers.js";

/** Where `npm run build` puts the pages. */
const builtPages = packageFile("dist/web/");

/** The addresses of the pages. All are answered with the same document, whose script looks at the address. */
const pagePaths = ["/", "/sign-in", "/profile{/*page}", "/console{/*page}"];
/** The labels of metrics and log: a page's address may name a user. */
const pageRoute = "/*page";
const assetRoute = "/assets/*file";

const allow = "GET, HEAD";

/**
 * Serves the pages (`web/`, built). They are one document and the files that it names: these have a hash of their
 * content in their names, and so never change; the document is requested again each time. It also says that there is
 * no page at an address, to a browser; a program gets a problem document. So this comes after all other routes.
 *
 * @param folder where the built pages are
 */
export function addWebPages(app: Express, folder: string = builtPages): void {
  const labelled =
    (route: string): RequestHandler =>
    (_request, response: Response, next) => {
      const context = contextOf(response);
      context.route = route;
      response.setHeader("X-Correlation-Id", context.correlationId);
      next();
    };

  // A part of a compressed file is useless, so ranges are not supported.
  const files = express.static(join(folder, "assets"), {
    acceptRanges: false,
    dotfiles: "ignore",
    immutable: true,
    index: false,
    maxAge: "1 year",
    redirect: false,
  });
  app.use("/assets", labelled(assetRoute), refuseOthers(assetRoute), pageHeaders, compression(), files);

  const readPage = (): Promise<string> => readDocument(join(folder, "index.html"));
  const sendDocument: RequestHandler = async (_request, response: Response) => {
    const html = await readPage();
    // By content: dates of files do not survive every way of installing.
    const etag = `W/"${createHash("sha256").update(html).digest("base64url")}"`;
    response.set({ "Cache-Control": "no-cache", ETag: etag }).type("html").send(html);
  };
  const sendNotFound: RequestHandler = async (_request, response: Response) => {
    const { correlationId } = contextOf(response);
    response.status(404).set({ "Cache-Control": "no-store", "X-Correlation-Id": correlationId });
    response.type("html").send(await readPage());
  };
  for (const path of pagePaths) {
    app
      .route(path)
      .get(labelled(pageRoute), pageHeaders, compression(), sendDocument)
      .all(refuseMethod(pageRoute, allow));
  }
  const ofBrowsers = express.Router().use((request, _response, next) => {
    next(isOfBrowser(request) ? undefined : "router");
  });
  app.use(ofBrowsers.use(pageHeaders, compression(), sendNotFound));
}

/** Whether the request is for a page that somebody is to look at. */
const isOfBrowser = (request: Request): boolean =>
  (request.method === "GET" || request.method === "HEAD") &&
  !request.path.startsWith("/api/") &&
  request.accepts(["json", "html"]) === "html";

function refuseOthers(route: string): RequestHandler {
  const refuse = refuseMethod(route, allow);
  return (request, response, next) => {
    if (request.method === "GET" || request.method === "HEAD") next();
    else refuse(request, response, next);
  };
}

/** Read each time, so that a build under a running server is seen: it is small, and seldom asked for. */
async function readDocument(file: string): Promise<string> {
  try {
    return await readFile(file, "utf8");
  } catch (cause) {
    throw new LedgerError(
      "route_unknown",
      "The pages are not built. Run `npm run build`. The API works; GET /api/openapi.json describes it.",
      { cause },
    );
  }
}
