import { useState } from "react";
import { useTranslations } from "use-intl";
import { CopyButton } from "../../components/copy-button.js";

export interface ItemNameProps {
  /** In the catalogue; undefined or null if the item is not there, or not loaded yet. */
  readonly title: string | null | undefined;
  readonly itemId: string;
}

/** An item by its title, with the ID one click away; by its ID where there is no title. */
export function ItemName({ title, itemId }: ItemNameProps) {
  const t = useTranslations("support.ids");
  const [isOpen, setIsOpen] = useState(false);
  if (title === null || title === undefined) return <code className="item-name">{itemId}</code>;
  return (
    <span className="item-name">
      <button type="button" className="item-title" aria-expanded={isOpen} onClick={() => setIsOpen(!isOpen)}>
        {title}
      </button>
      {isOpen ? (
        <span className="id-cell">
          <code>{itemId}</code> <CopyButton text={itemId} what={t("item")} />
        </span>
      ) : null}
    </span>
  );
}
