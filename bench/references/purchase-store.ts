/** Another way of keeping purchases, as far as it is measured. */
export interface PurchaseStore {
  /** Resolves when the purchase is on disk. */
  purchase(
    userId: string,
    item: string,
  ): Promise<"recorded" | "already_owned"> | "recorded" | "already_owned";
  /** The ids of the courses that the user owns. */
  ownership(userId: string): Promise<readonly string[]> | readonly string[];
  close(): void | Promise<void>;
}
