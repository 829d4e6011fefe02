/** Which price data costs were made with, and which rules of ours; stored beside each cost. */
export const priceVersion = "genai-prices-0.1.8+2";
