import { ValidationError } from "arize-sdk";

console.log(`${ValidationError.name} alone`);
