"""Pages of meetings and suggestions that anybody may open; what stands in them depends on the viewer."""
