module.exports = { testMatch: ["**/*.{spec,test}.js"] };
