import process from "node:process";
import { setFlagsFromString } from "node:v8";

/** Of Node 24 and later; before, and on other processors, there are other compilers. */
const hasFlags =
  Number(process.versions.v8.split(".", 1)[0]) >= 13 && ["x64", "arm64"].includes(process.arch);

const set = (...flags: string[]) => {
  if (hasFlags) for (const flag of flags) setFlagsFromString(flag);
};

/**
 * For the whole process: the last pass of the compiler, which two processors feel, costs more than a reading of a second
 * earns back. What is loaded after flags were set cannot take what was compiled before: so not until all is loaded.
 */
export const compileForSeconds = () => set("--no-turbofan");

/** For the whole process: a tenth of a second is over before anything compiled is of use, and it costs a fifth of it. */
export const compileForMoments = () => set("--no-turbofan", "--no-maglev");

/** As Node does. */
export const compileAsUsual = () => set("--turbofan", "--maglev");
