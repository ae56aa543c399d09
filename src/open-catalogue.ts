import type { Logger } from "pino";
import type { Catalogue } from "./catalogue/catalogue.js";
import type { Config } from "./config.js";
import type { LedgerError } from "./errors.js";

/** @throws LedgerError `catalogue_invalid` if the file cannot be used; `config_invalid` */
export async function openCatalogue(
  { catalogueFile, shopCatalogue }: Config,
  logger: Logger,
): Promise<Catalogue> {
  const source = shopCatalogue === undefined ? { catalogueFile } : {};
  const reporting = {
    onReload: (items: number) => {
      logger.info({ ...source, items }, "The catalogue has changed and was read again.");
    },
    onRefused: (error: LedgerError) => {
      logger.error(
        { ...source, problems: error.problems },
        `${error.message} What was good in the last catalogue stays in use.`,
      );
    },
  };
  if (shopCatalogue === undefined) {
    const { openJsonFileCatalogue } = await import("./catalogue/json-file-catalogue.js");
    return openJsonFileCatalogue({ path: catalogueFile, ...reporting });
  }
  const { openShopCatalogue } = await import("./catalogue/shop-catalogue.js");
  return openShopCatalogue({ ...shopCatalogue, ...reporting });
}
