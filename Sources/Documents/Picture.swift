import CCairo
package import Symbols

/// A picture of dots as a PNG file, black on white.
package func png(_ raster: Raster) throws(DrawingError) -> [UInt8] {
    guard let surface = cairo_image_surface_create(CAIRO_FORMAT_RGB24, Int32(raster.width), Int32(raster.height)),
        cairo_surface_status(surface) == CAIRO_STATUS_SUCCESS, let data = cairo_image_surface_get_data(surface)
    else { throw DrawingError(description: "a picture of \(raster.width) by \(raster.height) dots cannot be made") }
    defer { cairo_surface_destroy(surface) }
    let stride = Int(cairo_image_surface_get_stride(surface))
    cairo_surface_flush(surface)
    for y in 0..<raster.height {
        for x in 0..<raster.width {
            let shade: UInt8 = raster[x, y] ? 0 : 0xFF
            for channel in 0..<4 { data[y * stride + x * 4 + channel] = shade }
        }
    }
    cairo_surface_mark_dirty(surface)
    let collected = Collected()
    let status = cairo_surface_write_to_png_stream(
        surface,
        { closure, bytes, count in
            guard let closure, let bytes else { return CAIRO_STATUS_WRITE_ERROR }
            Unmanaged<Collected>.fromOpaque(closure).takeUnretainedValue().bytes += UnsafeBufferPointer(
                start: bytes, count: Int(count))
            return CAIRO_STATUS_SUCCESS
        }, Unmanaged.passUnretained(collected).toOpaque())
    guard status == CAIRO_STATUS_SUCCESS else {
        throw DrawingError(description: String(cString: cairo_status_to_string(status)))
    }
    return collected.bytes
}

/// What cairo has written so far.
private final class Collected { var bytes: [UInt8] = [] }
