import { useEffect, useEffectEvent } from "react";

/** Acts when keys are pressed that are meant for it, on every page. */
export function useShortcut(isMeant: (event: KeyboardEvent) => boolean, act: () => void): void {
  const onKey = useEffectEvent((event: KeyboardEvent): void => {
    if (!isMeant(event)) return;
    event.preventDefault();
    act();
  });
  useEffect(() => {
    const listen = (event: KeyboardEvent): void => onKey(event);
    addEventListener("keydown", listen);
    return () => removeEventListener("keydown", listen);
  }, []);
}

/** Whether a sign was typed that is not meant for a field. */
export const isSign = ({ key, metaKey, ctrlKey, altKey, target }: KeyboardEvent, sign: string): boolean =>
  key === sign && !metaKey && !ctrlKey && !altKey && !isField(target);

/** Whether an element takes keys for itself. */
export const isField = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement && target.matches("input, select, textarea");
