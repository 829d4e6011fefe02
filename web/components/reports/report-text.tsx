import { Markdown } from "markdown-to-jsx/react";
import type { ReactNode } from "react";

type Inside = { children?: ReactNode };

const Title = ({ children }: Inside) => <h3 className="text-lg font-semibold">{children}</h3>;
const Heading = ({ children }: Inside) => <h4 className="mt-5 mb-2 font-medium">{children}</h4>;
const List = ({ children }: Inside) => <ul className="list-disc pl-5">{children}</ul>;
const Paragraph = ({ children }: Inside) => <p className="my-2 max-w-[75ch]">{children}</p>;
/** Nobody is led anywhere by what a title holds. */
const Plain = ({ children }: Inside) => <>{children}</>;
const Nothing = () => null;

/** In a box of its own, since a narrow screen has no room for four columns. */
const Table = ({ children }: Inside) => (
  <div className="overflow-x-auto" role="region" aria-label="Figures" tabIndex={0}>
    <table className="report-table">{children}</table>
  </div>
);

const options = {
  // Shown as it is written.
  disableParsingRawHTML: true,
  disableAutoLink: true,
  forceBlock: true,
  wrapper: "div",
  overrides: {
    h1: Title,
    h2: Heading,
    ul: List,
    p: Paragraph,
    table: Table,
    a: Plain,
    img: Nothing,
  },
} as const;

/** A report's markdown. HTML, links and pictures in it are nothing but text. */
export const ReportText = ({ markdown }: { markdown: string }) => (
  <Markdown options={options}>{markdown}</Markdown>
);
