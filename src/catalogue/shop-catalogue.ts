import { isLedgerError, LedgerError } from "../errors.js";
import { itemKey, itemKinds, type ItemId, type ItemKind } from "../events/identifiers.js";
import { readId } from "../shop/documents/extended-json.js";
import { openShopDatabase, type ShopDatabase } from "../shop/mongodb/shop-database.js";
import { readShopItem } from "../shop/documents/shop-item.js";
import type { Catalogue, Offer } from "./catalogue.js";

export interface ShopCatalogueOptions {
  /** `mongodb://…/<database>`: the shop's own, with the collections `courses` and `tests`. */
  readonly url: string;
  /** ISO 4217, of the shop's prices, which are numbers in its major units. */
  readonly currency: string;
  /** Called when what is on offer has changed. */
  readonly onReload?: (items: number) => void;
  /** Called once for each new problem: MongoDB is unavailable, or some items cannot be sold. */
  readonly onRefused?: (error: LedgerError) => void;
  /** How old what was read may be while MongoDB answers; a change is seen within this time. */
  readonly freshMs?: number;
  /** How old it may be while MongoDB is unavailable. */
  readonly staleMs?: number;
  /** How long no new attempt is made after a failure: buyers do not wait for each one. */
  readonly retryMs?: number;
  /** Milliseconds that only grow. */
  readonly clock?: () => number;
}

/** An offer, or why an item that the shop has cannot be sold. */
type Listing = Offer | string;

const collections = { course: "courses", test: "tests" } as const satisfies Record<ItemKind, string>;

/**
 * Opens the shop's own `courses` and `tests` as the catalogue. It only reads them, whole and each time that what it has
 * is older than `freshMs`: a catalogue fits into memory. While MongoDB is unavailable, what was read last serves until it is
 * `staleMs` old. An item that has no title, or no price that is exact in the currency, is refused by itself.
 *
 * It is read at the first request for an offer, which most commands never make. Until MongoDB answers, offers are refused.
 *
 * @throws LedgerError `config_invalid` if the URL cannot be used.
 */
export function openShopCatalogue(options: ShopCatalogueOptions): Catalogue {
  const database = openShopDatabase({
    url: options.url,
    givenBy: "CATALOGUE_URL",
    unavailable: "catalogue_invalid",
  });
  const listings = createListingsCache(options, () => readListings(database, options.currency));
  return {
    async offer(item) {
      const listing = (await listings.current()).get(itemKey(item));
      if (typeof listing === "string") throw new LedgerError("catalogue_invalid", listing);
      return listing;
    },
    offers: async () =>
      [...(await listings.current()).values()].filter(
        (listing): listing is Offer => typeof listing !== "string",
      ),
    async close() {
      await listings.settled();
      await database.close();
    },
  };
}

type Listings = ReadonlyMap<string, Listing>;

/** Keeps the listings for `freshMs`, or for `staleMs` while they cannot be read. */
function createListingsCache(options: ShopCatalogueOptions, readAll: () => Promise<Listings>) {
  const { freshMs = 10_000, staleMs = 300_000, retryMs = 2000, clock = () => performance.now() } = options;
  let listings: Listings | undefined;
  let readAt = -Infinity;
  let failure: LedgerError | undefined;
  let failedAt = -Infinity;
  let reading: Promise<void> | undefined;
  const changes = createChangeReporter(options);

  async function read(): Promise<void> {
    // Before the first document: what changes while it reads is seen the next time.
    const startedAt = clock();
    try {
      listings = await readAll();
      readAt = startedAt;
      failure = undefined;
      changes.read(listings);
    } catch (error) {
      failure = isLedgerError(error)
        ? error
        : new LedgerError("catalogue_invalid", "The shop's catalogue cannot be read.", { cause: error });
      failedAt = clock();
      changes.failed(failure);
    }
  }

  function refresh(): Promise<void> {
    if (reading === undefined && (clock() - readAt < freshMs || clock() - failedAt < retryMs)) {
      return Promise.resolve();
    }
    reading ??= read().finally(() => {
      reading = undefined;
    });
    return reading;
  }

  const isUsable = (): boolean => clock() - readAt < staleMs;

  return {
    async current(): Promise<Listings> {
      const refreshed = refresh();
      // Once MongoDB is known to be unavailable, buyers do not wait to see whether it is back.
      if (failure === undefined || !isUsable()) await refreshed;
      if (listings === undefined || !isUsable()) throw tooOld(failure);
      return listings;
    },
    settled: async () => reading,
  };
}

/** The cause is the last failure; each caller gets a new error, with its own stack. */
const tooOld = (cause: LedgerError | undefined): LedgerError =>
  new LedgerError("catalogue_invalid", cause?.message ?? "The shop's catalogue could not be read.", {
    cause,
  });

async function readListings(database: ShopDatabase, currency: string): Promise<ReadonlyMap<string, Listing>> {
  const listings = new Map<string, Listing>();
  for (const kind of itemKinds) {
    let place = 0;
    const fields = ["title", "price"];
    for await (const document of database.documents(collections[kind], { fields, attempts: 1 })) {
      place += 1;
      const listing = readShopItem(kind, document, currency);
      const id = readId(document._id);
      // Without an id it cannot be requested, but it is counted as a problem.
      const key =
        id === undefined ? `${collections[kind]}, document ${place}` : itemKey({ kind, id: id as ItemId });
      listings.set(key, listings.has(key) ? `The ${kind} ${id ?? ""} is listed twice.` : listing);
    }
  }
  if (listings.size === 0) {
    // More likely the name of the database is wrong than that the shop sells nothing.
    throw new LedgerError("catalogue_invalid", `${database.name} has no courses and no tests.`);
  }
  return listings;
}

interface ChangeReporter {
  read(listings: ReadonlyMap<string, Listing>): void;
  failed(error: LedgerError): void;
}

/** Says what is new, once. */
function createChangeReporter({ onReload, onRefused }: ShopCatalogueOptions): ChangeReporter {
  let offers = "";
  let trouble = "";
  const refuse = (error: LedgerError): void => {
    if (error.message !== trouble) onRefused?.(error);
    trouble = error.message;
  };
  return {
    read(listings) {
      const now = JSON.stringify([...listings]);
      if (now !== offers && offers !== "") onReload?.(listings.size);
      offers = now;
      const problems = [...listings].flatMap(([path, listing]) =>
        typeof listing === "string" ? [{ path, message: listing }] : [],
      );
      const [first] = problems;
      if (first === undefined) trouble = "";
      else {
        const more = problems.length > 1 ? ` There are ${problems.length - 1} more such problems.` : "";
        refuse(new LedgerError("catalogue_invalid", `${first.message}${more}`, { problems }));
      }
    },
    failed: refuse,
  };
}
