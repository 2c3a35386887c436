import CCairo
import Symbols

/// A page description file that could not be made; cairo's own words.
package struct DrawingError: Error, Hashable, CustomStringConvertible {
    package var description: String
}

/// The pages as one PDF file, at their real size. Text is outlines, so that no font is needed to print it.
package func pdf(_ pages: [Page], title: String) throws(DrawingError) -> [UInt8] {
    let first = pages.first ?? Page.a4
    return try file(
        cairo_pdf_surface_create_for_stream, first,
        prepare: { cairo_pdf_surface_set_metadata($0, CAIRO_PDF_METADATA_TITLE, title) },
        draw: { surface, context in
            for page in pages {
                cairo_pdf_surface_set_size(surface, page.width * points, page.height * points)
                page.draw(on: context)
                cairo_show_page(context)
            }
        })
}

extension Page {
    /// The page as an SVG file, at its real size, on white.
    package func svg() throws(DrawingError) -> [UInt8] {
        try file(
            cairo_svg_surface_create_for_stream, self,
            prepare: { cairo_svg_surface_set_document_unit($0, CAIRO_SVG_UNIT_PT) },
            draw: { _, context in
                cairo_set_source_rgb(context, 1, 1, 1)
                cairo_paint(context)
                draw(on: context)
            })
    }

    fileprivate func draw(on context: OpaquePointer) {
        cairo_save(context)
        cairo_scale(context, points, points)
        for shape in shapes {
            let (red, green, blue) = shape.ink.components
            cairo_set_source_rgb(context, red, green, blue)
            for step in shape.outline.steps {
                switch step {
                case .move(let to): cairo_move_to(context, to.x, to.y)
                case .line(let to): cairo_line_to(context, to.x, to.y)
                case .curve(let first, let second, let end):
                    cairo_curve_to(context, first.x, first.y, second.x, second.y, end.x, end.y)
                }
            }
            cairo_fill(context)
        }
        cairo_restore(context)
    }
}

/// Points in a millimetre.
private let points = 72 / 25.4

/// What cairo has written so far.
private final class Bytes {
    var all: [UInt8] = []
}

private typealias SurfaceMaker = (cairo_write_func_t?, UnsafeMutableRawPointer?, Double, Double) -> OpaquePointer?

private func file(
    _ make: SurfaceMaker, _ page: Page, prepare: (OpaquePointer) -> Void,
    draw: (OpaquePointer, OpaquePointer) -> Void
) throws(DrawingError) -> [UInt8] {
    let bytes = Bytes()
    let take: cairo_write_func_t = { bytes, data, count in
        guard let bytes, let data else { return CAIRO_STATUS_WRITE_ERROR }
        Unmanaged<Bytes>.fromOpaque(bytes).takeUnretainedValue().all
            .append(contentsOf: UnsafeBufferPointer(start: data, count: Int(count)))
        return CAIRO_STATUS_SUCCESS
    }
    let holder = Unmanaged.passUnretained(bytes).toOpaque()
    guard let surface = make(take, holder, page.width * points, page.height * points) else {
        throw DrawingError(description: "there is no memory left")
    }
    prepare(surface)
    if let context = cairo_create(surface) {
        draw(surface, context)
        cairo_destroy(context)
    }
    cairo_surface_finish(surface)
    let status = cairo_surface_status(surface)
    cairo_surface_destroy(surface)
    return try withExtendedLifetime(bytes) { () throws(DrawingError) in
        guard status == CAIRO_STATUS_SUCCESS else {
            throw DrawingError(description: String(cString: cairo_status_to_string(status)))
        }
        return bytes.all
    }
}
