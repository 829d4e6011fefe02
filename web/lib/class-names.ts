import { type ClassValue, clsx } from "clsx";
import { twMerge } from "tailwind-merge";

/** Joins class names; of two that say the same thing, the later one counts. */
export const classNames = (...values: ClassValue[]) => twMerge(clsx(values));
