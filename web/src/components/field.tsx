import type { ReactNode } from "react";
import { firstCharacters } from "./first-characters.js";

export interface FieldProps {
  readonly label: string;
  /** The field that it names. */
  readonly children: ReactNode;
}

/** A field under its label. */
export const Field = ({ label, children }: FieldProps) => (
  <label className="field">
    <span className="field-label">{label}</span>
    {children}
  </label>
);

export interface TextFieldProps {
  readonly label: string;
  readonly isRequired?: boolean;
  /** In characters; what is beyond is cut off. */
  readonly longest: number;
  readonly value: string;
  onChange(text: string): void;
}

/** A field for a reason or a note. */
export const TextField = ({ label, isRequired, longest, value, onChange }: TextFieldProps) => (
  <Field label={label}>
    <textarea
      required={isRequired}
      rows={2}
      value={value}
      onChange={({ target }) => onChange(firstCharacters(target.value, longest))}
    />
  </Field>
);
