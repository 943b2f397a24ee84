// The folder of the driver. CommonJS has `__dirname` for whoever loads it, by `import` or by Jest.
exports.folder = __dirname;
