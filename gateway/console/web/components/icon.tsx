import type { ReactElement } from 'react';
import sprite from 'bootstrap-italia/dist/svg/sprites.svg?url';

export interface IconProps {
  /** Of the sprite of bootstrap-italia, such as `it-user`. */
  name: string;
  /** Classes of bootstrap-italia for size and colour, such as `icon-sm icon-white`. */
  className?: string;
}

/** A decoration: what it means is said by the words beside it. */
export function Icon({ name, className = '' }: IconProps): ReactElement {
  return (
    <svg className={`icon ${className}`} aria-hidden="true" focusable="false">
      <use href={`${sprite}#${name}`} />
    </svg>
  );
}
